package dev.figleaf.proxy.filter;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.telemetry.Traceparent;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its walk through the facade, from its accepted head to its one {@link #finish}.
 *
 * <p>Confined to the event loop of the client's connection.
 */
public final class Exchange {
  private final ClientStream client;
  private final ClientConnection connection;
  private final RequestHead head;
  private final Traceparent trace;
  private final Outcome outcome;
  private final Consumer<Exchange> whenFinished;
  private @Nullable Route route;
  private @Nullable RouteMeters meters;
  private boolean closesClient;
  private boolean finished;

  /**
   * Opens the exchange of an accepted request.
   *
   * @param outcome with id, host, path and times of the request already in it
   * @param whenFinished called once, at the end, on the same event loop
   */
  public Exchange(
      ClientStream client,
      ClientConnection connection,
      Traceparent trace,
      Outcome outcome,
      Consumer<Exchange> whenFinished) {
    this.client = client;
    this.connection = connection;
    this.trace = trace;
    this.outcome = outcome;
    this.whenFinished = whenFinished;
    this.head =
        new ClientRequestHead(
            client, hostName(outcome.host), outcome.path, outcome.rawQuery, outcome.client);
  }

  /** The host of an authority in lower case, without its port. */
  private static String hostName(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > 0 && authority.indexOf(']', colon) < 0;
    String name = port ? authority.substring(0, colon) : authority;
    return isLowerCase(name) ? name : name.toLowerCase(java.util.Locale.ROOT);
  }

  private static boolean isLowerCase(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return true;
  }

  /** The request itself, and where its answer goes. */
  public ClientStream client() {
    return client;
  }

  public ClientConnection connection() {
    return connection;
  }

  /** What the rules look at. */
  public RequestHead head() {
    return head;
  }

  public Traceparent trace() {
    return trace;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** The route that matched, or null before that and when none did. */
  public @Nullable Route route() {
    return route;
  }

  /** The rules had an answer. */
  public void matched(Route matched) {
    route = matched;
    outcome.route = matched.name();
    outcome.matchedNanos = System.nanoTime();
  }

  /** Counts the request as in flight on these meters until it is finished. */
  public void count(RouteMeters on) {
    meters = on;
    on.started();
  }

  /**
   * The client's connection must not serve another request. One of HTTP/2 still may: where a
   * message ends is never in doubt there, and the others on it have done nothing.
   */
  public void closeClient() {
    closesClient = !client.isHttp2();
  }

  public boolean closesClient() {
    return closesClient;
  }

  /**
   * Ends the exchange: what was taken is given back, what happened is told. Only the first call
   * counts.
   */
  public void finish(@Nullable String code) {
    if (finished) {
      return;
    }
    finished = true;
    outcome.code = code;
    outcome.endNanos = System.nanoTime();
    if (meters != null) {
      meters.finished(outcome);
    }
    whenFinished.accept(this);
  }
}
