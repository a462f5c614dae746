package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.routing.Decision;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.SimpleRequestHead;
import dev.figleaf.rules.Action;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A request of a test: what rules decide for it, and what is remembered of it. */
final class Asked {
  private static final byte[] SALT = new byte[16];

  private final String method;
  private final String target;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String host = "shop.example.com";
  private String client = "10.0.0.1";

  private Asked(String method, String target) {
    this.method = method;
    this.target = target;
  }

  static Asked get(String target) {
    return new Asked("GET", target);
  }

  static Asked request(String method, String target) {
    return new Asked(method, target);
  }

  Asked host(String name) {
    host = name;
    return this;
  }

  Asked client(String address) {
    client = address;
    return this;
  }

  Asked header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Asked cookie(String name, String value) {
    headers.merge("Cookie", name + "=" + value, (some, more) -> some + "; " + more);
    return this;
  }

  RequestHead head() {
    int question = target.indexOf('?');
    return new SimpleRequestHead(
        method,
        host,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        headers,
        InetAddress.ofLiteral(client).getAddress());
  }

  HeaderList headers() {
    var list = HeaderList.ofSize(4);
    headers.forEach(list::add);
    return list;
  }

  /** What the facade knows of it when it has ended under these rules. */
  Outcome outcome(Loaded.Ok rules) {
    var outcome = new Outcome();
    outcome.revision = 1;
    outcome.status = 200;
    outcome.client = client;
    outcome.method = method;
    outcome.path = head().path();
    Route route = rules.table().match(head());
    if (route != null) {
      outcome.route = route.name();
    }
    if (route != null && route.splitter() != null) {
      Decision decision = route.splitter().decide(head(), new SplittableRandom());
      outcome.upstream = decision.upstream();
      outcome.draw = decision.draw();
      outcome.cohortKey = decision.key();
      outcome.seam = route.spec().action() instanceof Action.Seam(String seam) ? seam : null;
    }
    return outcome;
  }

  @Nullable Descriptor maybeUnder(Loaded.Ok rules) {
    return captured(rules, outcome(rules));
  }

  private @Nullable Descriptor captured(Loaded.Ok rules, Outcome outcome) {
    return new Capture(SALT)
        .of(outcome, head(), headers(), rules.table().match(head()), Watched.of(rules.rules()), 1);
  }

  /** What is remembered of it when that became of it. */
  Descriptor under(Loaded.Ok rules, Outcome outcome) {
    return Objects.requireNonNull(captured(rules, outcome));
  }

  Descriptor under(Loaded.Ok rules) {
    return Objects.requireNonNull(maybeUnder(rules));
  }
}
