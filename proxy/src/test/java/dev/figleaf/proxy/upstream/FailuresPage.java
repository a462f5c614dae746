package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.edge.Limits;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.rules.BreakerSpec;
import dev.figleaf.rules.BulkheadSpec;
import dev.figleaf.rules.Default;
import dev.figleaf.rules.Doc;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.EjectionSpec;
import dev.figleaf.rules.PoolSpec;
import dev.figleaf.rules.RetrySpec;
import dev.figleaf.rules.TimeoutSpec;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parts of {@code docs/failures.md} that the code says: codes, statuses, defaults. */
final class FailuresPage {
  private static final Pattern PART =
      Pattern.compile("(?s)(<!-- generated: ([a-z]+) -->\n).*?(<!-- end -->)");

  /** What no code can say: what has happened, what shows it beside its code, what governs it. */
  private static final Map<String, String> OF_UPSTREAMS =
      Map.ofEntries(
          Map.entry(
              "connect-failed",
              "No connection to the endpoint: refused, unreachable, its name unknown, no TLS"
                  + " | `figleaf_upstream_connect_failures_total` | `ejection`, `breaker`"),
          Map.entry(
              "connect-timeout",
              "The connection did not stand in time"
                  + " | `figleaf_upstream_connect_failures_total`, `connect_ms` | `timeout.connect`"),
          Map.entry(
              "pool-exhausted",
              "All connections are in use, and too many wait for one, or this one waited too long"
                  + " | `figleaf_upstream_pool_exhausted_total`, `figleaf_upstream_waiting`"
                  + " | `pool.connections`, `pool.waiting`, `pool.max-wait`"),
          Map.entry(
              "bulkhead-full",
              "As many requests are in flight to the upstream as may be"
                  + " | `figleaf_upstream_refused_total`, `figleaf_upstream_permits`"
                  + " | `bulkhead`"),
          Map.entry(
              "breaker-open",
              "So many calls failed lately that none is made for a while"
                  + " | `figleaf_upstream_breaker_state`, event `breaker opened` | `breaker`"),
          Map.entry(
              "no-healthy-endpoint",
              "None of the upstream's endpoints is well"
                  + " | `figleaf_upstream_endpoints`, events `endpoint unhealthy`, `endpoint ejected`"
                  + " | `health`, `ejection`"),
          Map.entry(
              "deadline-exceeded",
              "The whole time of the route is over | `total_ms` | `deadline` of the route"),
          Map.entry(
              "response-timeout",
              "The head of the answer did not come in time | `total_ms` without `head_ms`"
                  + " | `timeout.response`"),
          Map.entry(
              "upstream-reset",
              "The connection was closed or reset before the answer was whole; behind its head, the"
                  + " client's connection is broken off, too | `retries` | `retry`"),
          Map.entry(
              "bad-response",
              "What came is no HTTP, or nothing that a client should see"
                  + " | [protocols.md](protocols.md) | –"),
          Map.entry(
              "bad-status",
              "A status that counts as a failure, where another was asked instead"
                  + " | `rescued`, `fallback` | `breaker.count`"),
          Map.entry(
              "upstream-idle",
              "The answer stopped in the middle of its body; the client's connection is broken off"
                  + " | `body_ms` | `timeout.idle`"),
          Map.entry(
              "client-idle", "The client stopped in the middle of a body | – | `timeout.idle`"),
          Map.entry(
              "body-too-slow",
              "The client sent its body too slowly"
                  + " | `figleaf_refused_total` | `limits.body-rate`, `limits.slow-body`"),
          Map.entry(
              "bad-framing",
              "Where the client's body ends cannot be told | `figleaf_refused_total` | –"),
          Map.entry(
              "body-too-large",
              "The body is larger than the route allows | `figleaf_refused_total` | `max-body`"),
          Map.entry(
              "body-unsupported",
              "A body to [transform](transforming.md) says that it is no JSON, or is compressed"
                  + " | – | `transform` of the route"),
          Map.entry(
              "body-not-json", "A body to transform is no JSON | – | `transform` of the route"),
          Map.entry(
              "body-not-transformed",
              "The expression over the body failed, found nothing, took too long or made too much"
                  + " | `rescued`, `fallback` | `transform.request.body`"),
          Map.entry(
              "answer-too-large",
              "An answer to transform is larger than the route allows"
                  + " | `rescued`, `fallback` | `transform.max-body`"),
          Map.entry(
              "answer-not-json",
              "An answer to transform is no JSON, is compressed, or is a part of one"
                  + " | `rescued`, `fallback` | `transform.response.on`"),
          Map.entry(
              "answer-not-transformed",
              "The expression over the answer failed, found nothing, took too long or made too much"
                  + " | `rescued`, `fallback` | `transform.response.body`"),
          Map.entry("no-memory", "The bodies to transform hold all that they may, 64 MiB | – | –"),
          Map.entry(
              "client-gone",
              "The client went away first; the status is the log's, nobody is told"
                  + " | `client_gone` | –"),
          Map.entry(
              "internal",
              "A defect of Figleaf | `figleaf_internal_failures_total`, an error in the log | –"));

  private FailuresPage() {}

  /** A page with its generated parts as they should be. */
  static String renew(String page) {
    return PART.matcher(page)
        .replaceAll(
            part ->
                Matcher.quoteReplacement(part.group(1) + generated(part.group(2)) + part.group(3)));
  }

  private static String generated(String name) {
    return switch (name) {
      case "upstreams" -> upstreams();
      case "edge" -> edge();
      case "defaults" -> defaults();
      default -> throw new IllegalArgumentException("no part is called " + name);
    };
  }

  private static String upstreams() {
    return "| code | status | sent | against the upstream | what has happened | it shows in |"
        + " governed by |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        + Arrays.stream(ForwardError.values())
            .map(
                error ->
                    "| `%s` | %d | %s | %s | %s |\n"
                        .formatted(
                            error.code(),
                            error.status(),
                            error.nothingSent() ? "nothing" : "something",
                            error.isCounted() ? "counts" : "–",
                            Objects.requireNonNull(OF_UPSTREAMS.get(error.code()), error.code())))
            .collect(Collectors.joining());
  }

  private static String edge() {
    return "| code, reason | status |\n| --- | --- |\n"
        + Arrays.stream(Refused.values())
            .map(
                one ->
                    "| `%s` | %s |\n"
                        .formatted(one.code(), one.status() == 0 ? "–" : "" + one.status()))
            .collect(Collectors.joining());
  }

  private static String defaults() {
    return "| setting | default | |\n| --- | --- | --- |\n"
        + Stream.of(
                of("timeout", connections(TimeoutSpec.class)),
                of("pool", connections(PoolSpec.class)),
                of("bulkhead", values(BulkheadSpec.STANDARD)),
                of("breaker", values(BreakerSpec.STANDARD)),
                of("ejection", values(EjectionSpec.STANDARD)),
                of("retry", values(RetrySpec.STANDARD)),
                limits("in-flight", "heap", "connections", "body-rate", "slow-body"))
            .flatMap(List::stream)
            .collect(Collectors.joining());
  }

  private record Value(RecordComponent component, @Nullable Object value) {}

  private static List<String> of(String above, List<Value> values) {
    return values.stream()
        .map(one -> row(above + "." + written(one.component()), shown(one), one.component()))
        .toList();
  }

  private static String row(String key, String value, RecordComponent component) {
    String doc = Objects.requireNonNull(component.getAnnotation(Doc.class)).value();
    return "| `%s` | %s | %s |\n".formatted(key, value, doc);
  }

  private static List<Value> values(Record spec) {
    var values = new ArrayList<Value>();
    for (RecordComponent component : spec.getClass().getRecordComponents()) {
      try {
        values.add(new Value(component, component.getAccessor().invoke(spec)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a record without its component " + component, e);
      }
    }
    return values;
  }

  private static List<Value> connections(Class<? extends Record> spec) {
    return Arrays.stream(spec.getRecordComponents())
        .map(component -> new Value(component, standard(component.getName())))
        .toList();
  }

  private static Object standard(String name) {
    return switch (name) {
      case "connect" -> ConnectionSettings.CONNECT_TIMEOUT;
      case "response" -> ForwardPlan.RESPONSE;
      case "idle" -> ForwardPlan.IDLE;
      case "connections" -> ConnectionSettings.CONNECTIONS;
      case "waiting" -> ConnectionSettings.WAITING;
      case "maxWait" -> ConnectionSettings.MAX_WAIT;
      case "keepAlive" -> ConnectionSettings.KEEP_ALIVE;
      default -> throw new IllegalArgumentException("nobody knows the default of " + name);
    };
  }

  private static List<String> limits(String... keys) {
    return Arrays.stream(Limits.class.getRecordComponents())
        .filter(component -> List.of(keys).contains(written(component)))
        .map(
            component ->
                row(
                    "limits." + written(component),
                    "`"
                        + Objects.requireNonNull(component.getAnnotation(Default.class)).value()
                        + "`",
                    component))
        .toList();
  }

  private static String written(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String shown(Value value) {
    return switch (value.value()) {
      case null -> "–";
      case Duration duration -> "`" + Durations.format(duration) + "`";
      case List<?> list -> "`" + list + "`";
      case Object other -> "`" + other + "`";
    };
  }
}
