package dev.figleaf.proxy.traffic;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a request that has ended: as much as another rule set needs to decide it
 * anew, and no secret. Immutable.
 *
 * @param at when it began, in milliseconds since the epoch
 * @param weight how many requests it stands for; the others like it were not drawn
 * @param host without a port, in lower case
 * @param path normalised; where {@code hidden}, without what looked like a secret
 * @param query the names of its parameters, decoded; never their values
 * @param headers the names of its headers, in lower case
 * @param cookies the names of its cookies
 * @param values what is known of the values that conditions of the rules looked at
 * @param client the address, where a rule looked at it; else null
 * @param places where its client stands, for the seam or the split that it took
 * @param clients who its client is, by each cohort key that it had: a hash that says nothing but
 *     whether two are the same
 * @param route what matched then, {@code -} where nothing did
 * @param upstream what was chosen then, {@code -} where nothing was
 */
public record Descriptor(
    long at,
    int weight,
    String method,
    String host,
    String path,
    boolean hidden,
    List<String> query,
    List<String> headers,
    List<String> cookies,
    List<Value> values,
    @Nullable String client,
    List<Standing> places,
    List<Standing> clients,
    String route,
    String upstream,
    int status) {

  public Descriptor {
    for (String text : new @Nullable String[] {method, host, path, route, upstream}) {
      Objects.requireNonNull(text);
    }
    query = List.copyOf(query);
    headers = List.copyOf(headers);
    cookies = List.copyOf(cookies);
    values = List.copyOf(values);
    places = List.copyOf(places);
    clients = List.copyOf(clients);
  }

  /**
   * What is known of one value.
   *
   * @param of {@code header:x-client}, {@code query:page} or {@code cookie:beta}
   * @param text the value itself; null where it may not be kept
   * @param holds the conditions of then that held, as {@link Conditional#id} calls them, where it
   *     may not be kept
   * @param fails those that did not
   */
  public record Value(String of, @Nullable String text, List<Long> holds, List<Long> fails) {
    public Value {
      holds = List.copyOf(holds);
      fails = List.copyOf(fails);
    }
  }

  /**
   * Where a client stands, or who it is.
   *
   * @param of the seam, or the route with a split; empty where it is who it is
   * @param key what said who it is, as rules write it
   */
  public record Standing(String of, String key, long hash) {}

  /** What it was, for people: {@code GET shop.example.com/items/7}. */
  public String text() {
    return method + " " + host + path;
  }
}
