package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.InventoryView.CalledView;
import dev.figleaf.proxy.admin.view.InventoryView.CallerView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import dev.figleaf.proxy.admin.view.SunsetView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What might have been counted of a shop. */
record SampleReports(InstantSource clock) implements EndpointReports {
  private Instant ago(int days) {
    return clock.instant().minus(Duration.ofDays(days));
  }

  private CalledView called(String method, String template, long calls) {
    return new CalledView(
        method,
        template,
        "monolith",
        "rest",
        null,
        calls,
        calls - 12,
        12,
        310,
        18.0,
        47.0,
        9_000,
        calls * 2_100,
        0.9,
        0.4,
        method.equals("POST"),
        ago(40),
        ago(0),
        ago(0),
        List.of());
  }

  @Override
  public InventoryView inventory(int days, int most) {
    return new InventoryView(
        ago(40),
        days,
        0,
        3,
        List.of(
            called("GET", "/api/orders/{id}", 48_211),
            called("POST", "/api/orders", 9_120),
            called("GET", "/<script>alert(1)</script>", 20)));
  }

  @Override
  public SuggestionView suggestions(int days) {
    return new SuggestionView(
        "This is advice from counted requests, and no verdict.",
        "monolith",
        ago(40),
        days,
        57_351,
        List.of(
            new SuggestionView.PrefixView(
                "/api/orders",
                62,
                57_331,
                0.31,
                0.16,
                0.4,
                310,
                List.of("/api/users"),
                List.of("31% of the monolith's calls", "16% of its calls may change something"),
                List.of("GET /api/orders/{id}"))));
  }

  @Override
  public SunsetView sunset(int days) {
    return new SunsetView(
        "monolith",
        days,
        ago(40),
        40,
        days <= 40,
        "1 endpoint of monolith had no success within " + days + " days.",
        1,
        List.of(
            new SunsetView.SilentView(
                "GET",
                "/legacy/<b>report</b>",
                ago(40),
                ago(33),
                null,
                List.of(new CallerView(ago(33), "curl/8.5 <x>")),
                List.of())));
  }
}
