package dev.figleaf.routing;

import dev.figleaf.routing.RuleTests.Check;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.JsonText;
import dev.figleaf.rules.PathSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTest;
import dev.figleaf.rules.TransformSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One test of a rule file, run. */
final class RuleTestRun {
  private static final String NONE = "none";
  private static final String FAILED = "none, because the expression fails";

  private final RuleTest test;
  private final PathNormalizer.@Nullable Refusal refusal;
  private final @Nullable RequestHead head;
  private final @Nullable Route route;
  private final RuleSet rules;
  private final RuleTests.Bodies bodies;

  RuleTestRun(RuleTest test, RouteTable table, RuleSet rules, RuleTests.Bodies bodies) {
    PathSpec spec = rules.path();
    this.test = test;
    this.rules = rules;
    this.bodies = bodies;
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
    if (expect.sent() != null) {
      checks.add(json("sent", expect.sent(), sent()));
    }
    if (expect.json() != null) {
      checks.add(json("json", expect.json(), answered()));
    }
    return checks;
  }

  private static Check json(String field, JsonText expected, String actual) {
    boolean same = SameJson.is(expected.text(), actual);
    return new Check(field, expected.text(), actual, same, null);
  }

  /** The transform of the route, where it is for the upstream that serves. */
  private @Nullable TransformSpec transform() {
    TransformSpec spec = route == null ? null : route.spec().transform();
    Decision decision = spec == null ? null : decision(Objects.requireNonNull(route).splitter());
    return spec != null
            && decision != null
            && spec.isFor(
                decision.upstream(), Objects.requireNonNull(route).spec().action(), rules.seams())
        ? spec
        : null;
  }

  private String sent() {
    JsonText body = test.request().json();
    if (route == null || head == null || body == null) {
      return NONE;
    }
    TransformSpec spec = transform();
    return spec == null || spec.request().body() == null
        ? body.text()
        : bodies.sent(route, head, headers(test.request()), body.text()).orElse(FAILED);
  }

  private String answered() {
    RuleTest.Answer answer = test.answer();
    if (route == null || head == null || answer == null || answer.json() == null) {
      return NONE;
    }
    TransformSpec spec = transform();
    return spec == null || !spec.response().changes(answer.status())
        ? answer.json().text()
        : bodies
            .answered(route, head, headers(test.request()), answer.status(), answer.json().text())
            .orElse(FAILED);
  }

  private @Nullable Decision decision(@Nullable Splitter splitter) {
    if (splitter == null || head == null) {
      return null;
    }
    Double bucket = test.request().bucket();
    return bucket == null ? splitter.known(head) : splitter.decide(head, bucket);
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
    Decision decision = decision(splitter);
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
      case Action.Forward _, Action.Split _, Action.Seam _ -> told();
    };
  }

  private String told() {
    RuleTest.Answer answer = test.answer();
    if (answer == null) {
      return "the upstream's";
    }
    TransformSpec spec = transform();
    return Integer.toString(spec == null ? answer.status() : spec.response().told(answer.status()));
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
