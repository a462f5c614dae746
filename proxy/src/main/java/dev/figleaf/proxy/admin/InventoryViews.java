package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.InventoryDesk;
import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.InventoryView.CalledView;
import dev.figleaf.proxy.admin.view.InventoryView.CallerView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import dev.figleaf.proxy.admin.view.SuggestionView.PrefixView;
import dev.figleaf.proxy.admin.view.SunsetView;
import dev.figleaf.proxy.admin.view.SunsetView.SilentView;
import dev.figleaf.proxy.store.InventoryRow;
import dev.figleaf.proxy.traffic.inventory.Endpoints;
import dev.figleaf.proxy.traffic.inventory.Inventory;
import dev.figleaf.proxy.traffic.inventory.Suggestions;
import dev.figleaf.proxy.traffic.inventory.Sunset;
import dev.figleaf.proxy.traffic.inventory.Tally;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What operators are shown of the inventory. Blocks, for as long as the store takes. */
final class InventoryViews implements InventoryDesk {
  static final String ADVICE =
      "This is advice from counted requests, and no verdict: what code shares behind the paths,"
          + " and what it is worth to move it, you know and these figures do not.";

  private static final int MOST_SILENT = 1_000;

  private final Inventory inventory;
  private final Supplier<RuleSet> live;

  /**
   * @param live the live rules
   */
  InventoryViews(Inventory inventory, Supplier<RuleSet> live) {
    this.inventory = inventory;
    this.live = live;
  }

  @Override
  public InventoryView inventory(int days, int most) {
    return inventory(days, Optional.empty(), InventoryOrder.CALLS, most);
  }

  @Override
  public SuggestionView suggestions(int days) {
    return suggestions(days, Optional.empty());
  }

  @Override
  public SunsetView sunset(int days) {
    return sunset(days, Optional.empty());
  }

  InventoryView inventory(int days, Optional<String> upstream, InventoryOrder order, int most) {
    Endpoints endpoints = endpoints(days);
    List<InventoryRow> rows =
        endpoints.rows().stream()
            .filter(row -> upstream.filter(it -> !row.endpoint().upstream().equals(it)).isEmpty())
            .sorted(order.comparator())
            .toList();
    return new InventoryView(
        endpoints.watching().orElse(null),
        days,
        endpoints.unnamed(),
        rows.size(),
        rows.stream().limit(most).map(InventoryViews::view).toList());
  }

  SuggestionView suggestions(int days, Optional<String> upstream) {
    Endpoints endpoints = endpoints(days);
    String monolith = upstream.orElseGet(() -> monolith(endpoints));
    Suggestions suggestions = Suggestions.of(endpoints, monolith);
    return new SuggestionView(
        ADVICE,
        monolith,
        endpoints.watching().orElse(null),
        days,
        suggestions.calls(),
        suggestions.ranked().stream().map(InventoryViews::view).toList());
  }

  SunsetView sunset(int days, Optional<String> upstream) {
    Endpoints endpoints = endpoints(days);
    String monolith = upstream.orElseGet(() -> monolith(endpoints));
    Sunset sunset = Sunset.of(endpoints, monolith, days);
    return new SunsetView(
        monolith,
        days,
        endpoints.watching().orElse(null),
        sunset.daysWatched(),
        sunset.enough(),
        sunset.sentence() + compositions(live.get()),
        sunset.total(),
        sunset.silent().stream().limit(MOST_SILENT).map(InventoryViews::view).toList());
  }

  /** What compositions ask for is asked by no client, and so not counted. */
  private static String compositions(RuleSet rules) {
    List<String> names =
        rules.routes().stream()
            .filter(route -> route.action() instanceof Action.Aggregate)
            .map(RouteSpec::name)
            .toList();
    return names.isEmpty()
        ? ""
        : " Calls for parts of compositions are not counted: look at what these ask for, "
            + String.join(", ", names)
            + ".";
  }

  /** Days begin at midnight in UTC; today is the last of them. */
  private Endpoints endpoints(int days) {
    return inventory.endpoints(
        Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(days - 1L)));
  }

  /** Where most seams come from; without seams, who is called so, or most. */
  private String monolith(Endpoints endpoints) {
    RuleSet rules = live.get();
    Map<String, Long> from =
        rules.seams().values().stream()
            .collect(Collectors.groupingBy(SeamSpec::from, TreeMap::new, Collectors.counting()));
    if (!from.isEmpty()) {
      return most(from);
    }
    if (rules.upstreams().containsKey("monolith")) {
      return "monolith";
    }
    var calls = new TreeMap<String, Long>();
    rules.upstreams().keySet().forEach(name -> calls.put(name, 0L));
    endpoints
        .rows()
        .forEach(
            row ->
                calls.computeIfPresent(
                    row.endpoint().upstream(), (_, sum) -> sum + row.counts()[0]));
    return most(calls);
  }

  private static String most(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static CalledView view(InventoryRow row) {
    Tally tally = Tally.of(row);
    return new CalledView(
        row.endpoint().method(),
        row.endpoint().template(),
        row.endpoint().upstream(),
        row.route(),
        row.seam().isEmpty() ? null : row.seam(),
        tally.calls(),
        tally.succeeded(),
        tally.failed(),
        tally.clients(),
        number(tally.p50()),
        number(tally.p95()),
        tally.bytesIn(),
        tally.bytesOut(),
        tally.share(tally.withCookies()),
        tally.share(tally.withSession()),
        Tally.isWrite(row.endpoint().method()),
        Instant.ofEpochMilli(row.firstAt()),
        Instant.ofEpochMilli(row.lastAt()),
        success(row),
        callers(row));
  }

  private static PrefixView view(Suggestions.Suggestion one) {
    return new PrefixView(
        one.prefix(),
        one.score(),
        one.tally().calls(),
        one.share(),
        one.writes(),
        one.tally().share(one.tally().withSession()),
        one.tally().clients(),
        one.sharedIds(),
        one.reasons(),
        one.endpoints());
  }

  private static SilentView view(Sunset.Silent one) {
    InventoryRow row = one.row();
    return new SilentView(
        row.endpoint().method(),
        row.endpoint().template(),
        Instant.ofEpochMilli(row.firstAt()),
        Instant.ofEpochMilli(row.lastAt()),
        success(row),
        callers(row),
        one.answeredBy());
  }

  private static @Nullable Instant success(InventoryRow row) {
    return row.lastSuccessAt() == 0 ? null : Instant.ofEpochMilli(row.lastSuccessAt());
  }

  private static List<CallerView> callers(InventoryRow row) {
    return row.callers().stream()
        .map(caller -> new CallerView(Instant.ofEpochMilli(caller.at()), caller.name()))
        .toList();
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
