package dev.figleaf.routing;

import dev.figleaf.routing.RuleTests.Check;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.PathSpec;
import dev.figleaf.rules.RuleTest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One test of a rule file, run. */
final class RuleTestRun {
  private static final String NONE = "none";

  private final RuleTest test;
  private final PathNormalizer.@Nullable Refusal refusal;
  private final @Nullable RequestHead head;
  private final @Nullable Route route;

  RuleTestRun(RuleTest test, RouteTable table, PathSpec spec) {
    this.test = test;
    String target = test.request().path();
    int question = target.indexOf('?');
    String rawPath = question < 0 ? target : target.substring(0, question);
    String path = PathNormalizer.normalise(rawPath, spec);
    refusal = PathNormalizer.refusal(rawPath, spec).orElse(null);
    head = path == null ? null : head(path, question < 0 ? null : target.substring(question + 1));
    route = head == null ? null : table.match(head);
  }

  private RequestHead head(String path, @Nullable String query) {
    RuleTest.Request request = test.request();
    byte[] client = InetAddress.ofLiteral(orElse(request.client(), "127.0.0.1")).getAddress();
    return new SimpleRequestHead(
        orElse(request.method(), "GET"),
        orElse(request.host(), "localhost"),
        path,
        query,
        headers(request),
        client);
  }

  private static String orElse(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private static Map<String, String> headers(RuleTest.Request request) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    String cookies =
        request.cookies().entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    if (!cookies.isEmpty()) {
      headers.merge("Cookie", cookies, (written, more) -> written + "; " + more);
    }
    return headers;
  }

  /** The route that the request takes, or null. */
  @Nullable Route route() {
    return route;
  }

  /** What became of each expectation that the test names. */
  List<Check> checks() {
    RuleTest.Expectation expect = test.expect();
    var checks = new ArrayList<Check>();
    if (expect.route() != null) {
      checks.add(check("route", expect.route(), route == null ? NONE : route.name()));
    }
    if (expect.upstream() != null) {
      Splitter splitter = route == null ? null : route.splitter();
      checks.add(upstream("upstream", expect.upstream(), splitter));
    }
    expect.parts().forEach((name, upstream) -> checks.add(part(name, upstream)));
    if (expect.status() != null) {
      checks.add(check("status", expect.status().toString(), status()));
    }
    if (expect.path() != null) {
      checks.add(check("path", expect.path(), path()));
    }
    if (expect.location() != null) {
      checks.add(check("location", expect.location(), location()));
    }
    return checks;
  }

  private static Check check(String field, String expected, String actual) {
    return new Check(field, expected, actual, expected.equals(actual), null);
  }

  private Check part(String name, String expected) {
    boolean known =
        route != null
            && route.spec().action() instanceof Action.Aggregate aggregate
            && aggregate.parts().containsKey(name);
    Splitter splitter = known && route != null ? route.splitter(name) : null;
    return upstream("parts." + name, expected, splitter);
  }

  private Check upstream(String field, String expected, @Nullable Splitter splitter) {
    if (splitter == null || head == null) {
      return check(field, expected, NONE);
    }
    Double bucket = test.request().bucket();
    Decision decision = bucket == null ? splitter.known(head) : splitter.decide(head, bucket);
    return decision == null
        ? new Check(field, expected, "by chance: " + splitter, false, remedy())
        : check(field, expected, decision.upstream());
  }

  private static String remedy() {
    return "say in the request who the client is, or give it a `bucket`";
  }

  /** What the facade itself answers; a forwarded request has the status of its upstream. */
  private String status() {
    if (route == null) {
      return refusal == null ? "404" : "400";
    }
    return switch (route.spec().action()) {
      case Action.Redirect(_, int status) -> Integer.toString(status);
      case Action.Respond respond -> Integer.toString(respond.status());
      case Action.Aggregate _ -> "the one of its parts";
      case Action.Forward _, Action.Split _, Action.Seam _ -> "the upstream's";
    };
  }

  private String path() {
    if (route == null || head == null || route.splitter() == null) {
      return NONE;
    }
    String query = head.rawQuery();
    return route.upstreamPath(head.path()) + (query == null ? "" : "?" + query);
  }

  private String location() {
    return route != null && head != null && route.spec().action() instanceof Action.Redirect
        ? route.redirectLocation(head.path(), head.rawQuery())
        : NONE;
  }
}
