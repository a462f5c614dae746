package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.traffic.Replay;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What other rule files would do to the requests that are remembered. */
final class RuleDiffs {
  private final Supplier<Snapshot> live;
  private final TrafficSources sources;

  RuleDiffs(Supplier<Snapshot> live, TrafficSources sources) {
    this.live = live;
    this.sources = sources;
  }

  /**
   * Against what is live, under what operators changed of it. Blocks.
   *
   * @param most how much may move, or null
   */
  DiffView of(RuleTexts texts, @Nullable Percentage most) {
    return switch (sources.rules().apply(texts)) {
      case Loaded.Rejected rejected -> DiffView.rejected(rejected.problems());
      case Loaded.Ok ok -> {
        Snapshot now = live.get();
        yield DiffView.of(
            sources.recording().get(),
            new Replay(now.rules(), now.table()),
            underChanges(ok),
            ok.warnings(),
            most);
      }
    };
  }

  private Replay underChanges(Loaded.Ok ok) {
    RuleSet rules = sources.changes().apply(ok.rules());
    return new Replay(rules, rules == ok.rules() ? ok.table() : RouteTable.compile(rules));
  }
}
