package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.admin.view.UpstreamView.BreakerView;
import dev.figleaf.proxy.admin.view.UpstreamView.BulkheadView;
import dev.figleaf.proxy.admin.view.UpstreamView.EndpointView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Upstreams as operators read them. */
final class UpstreamText {
  private final Output output;
  private final Instant now;

  UpstreamText(Output output, Instant now) {
    this.output = output;
    this.now = now;
  }

  /** All of them, a line each. */
  static List<String> all(List<UpstreamView> upstreams) {
    var table =
        new Columns("upstream", "breaker", ">failed/calls", ">in flight", ">waiting", "endpoints");
    for (UpstreamView one : upstreams) {
      table.row(
          one.name(),
          one.breaker().state().replace('_', ' '),
          one.breaker().failures() + "/" + one.breaker().calls(),
          inFlight(one.bulkhead()),
          Long.toString(one.bulkhead().waiting()),
          endpoints(one));
    }
    return table.lines();
  }

  /** {@code 3/200}. */
  static String inFlight(BulkheadView bulkhead) {
    return bulkhead.inFlight() + "/" + bulkhead.concurrent();
  }

  /** {@code 2 well, 1 drained}. */
  static String endpoints(UpstreamView upstream) {
    var counts = new TreeMap<String, Long>();
    upstream.endpoints().forEach(one -> counts.merge(state(one), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(one -> one.getValue() + " " + one.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String state(EndpointView endpoint) {
    return endpoint.drained() ? "drained" : endpoint.state();
  }

  /** One of them, whole. */
  List<String> one(UpstreamView upstream) {
    var lines = new ArrayList<String>();
    lines.add(output.strong(upstream.name()));
    lines.add("  breaker    " + breaker(upstream.breaker()));
    BulkheadView bulkhead = upstream.bulkhead();
    lines.add(
        "  in flight  "
            + bulkhead.inFlight()
            + " of at most "
            + bulkhead.concurrent()
            + ", "
            + bulkhead.waiting()
            + " waiting, "
            + Counted.of(bulkhead.tunnels(), "tunnel"));
    var table = new Columns("endpoint", "state", ">in flight", ">failures", ">share", "checked");
    upstream.endpoints().forEach(one -> row(table, one));
    table.lines().forEach(line -> lines.add("  " + line));
    return lines;
  }

  private String breaker(BreakerView breaker) {
    String counted = breaker.failures() + " of " + Counted.of(breaker.calls(), "call") + " failed";
    Instant openedAt = breaker.openedAt();
    String since = openedAt == null ? "" : " since " + Words.when(openedAt, now);
    return switch (breaker.state()) {
      case "closed" -> output.good("closed") + ", " + counted;
      case "disabled" -> "disabled by the rules";
      case String other -> output.bad(other.replace('_', ' ') + since) + ", " + counted;
    };
  }

  private void row(Columns table, EndpointView one) {
    Instant until = one.ejectedUntil();
    table.row(
        one.address(),
        state(one)
            + (one.reserve() ? ", reserve" : "")
            + (until == null ? "" : " until " + Words.second(until)),
        Long.toString(one.inFlight()),
        Long.toString(one.consecutiveFailures()),
        Words.percent(one.share()),
        one.checkedAt() == null ? Words.NOTHING : one.checked() + " " + checked(one.checkedAt()));
  }

  private String checked(Instant at) {
    return Words.ago(at, now);
  }
}
