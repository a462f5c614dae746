package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.SeamView.SideView;
import dev.figleaf.proxy.admin.view.SeamView.VerdictView;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.proxy.traffic.SeamFigures;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The seams of one moment in words.
 *
 * @param snapshot what is live
 * @param state how that came to be
 * @param written the seams as their files write them; one that is missing is as it is live
 * @param figures by seam
 * @param verdicts by seam
 */
record SeamViews(
    Snapshot snapshot,
    LiveState state,
    Map<String, SeamSpec> written,
    Map<String, SeamFigures> figures,
    Map<String, VerdictView> verdicts,
    Instant now) {

  List<SeamView> all() {
    return rules().seams().values().stream().map(this::view).toList();
  }

  private RuleSet rules() {
    return snapshot.rules();
  }

  private SeamView view(SeamSpec seam) {
    String name = seam.name();
    SeamFigures seen = figures.get(name);
    return new SeamView(
        name,
        rules().origins().of("seams." + name).map(Location::toString).orElse(""),
        seam.from(),
        seam.to(),
        seam.weight().toString(),
        written(name, seam),
        override(name),
        state.panic() != null,
        seen == null ? null : known(seen.observed()),
        seen == null ? 0 : seen.perSecond(),
        seen == null ? 0 : seen.rescued(),
        side(seam.from(), seen == null ? null : seen.from()),
        side(seam.to(), seen == null ? null : seen.to()),
        rules().routes().stream().filter(route -> isOf(route, name)).map(RouteSpec::name).toList(),
        verdicts.get(name));
  }

  private String written(String name, SeamSpec live) {
    return written.getOrDefault(name, live).weight().toString();
  }

  private static boolean isOf(RouteSpec route, String seam) {
    return route.action() instanceof Action.Seam(String name) && name.equals(seam);
  }

  /** The overrides that hold, by seam; of seams that are not live any more, too. */
  List<OverrideView> overrides() {
    return state.overridesAt(now).values().stream().map(this::view).toList();
  }

  private @Nullable OverrideView override(String seam) {
    WeightOverride override = state.overridesAt(now).get(seam);
    return override == null ? null : view(override);
  }

  private OverrideView view(WeightOverride override) {
    SeamSpec seam = written.get(override.seam());
    return new OverrideView(
        override.seam(),
        override.weight().toString(),
        seam == null ? null : seam.weight().toString(),
        override.since(),
        override.until(),
        override.author().by(),
        override.author().because());
  }

  private static SideView side(String upstream, SeamFigures.@Nullable Side seen) {
    if (seen == null) {
      return new SideView(upstream, 0, null, null, null, null);
    }
    SeamFigures.Latency latency = seen.latency();
    return new SideView(
        upstream,
        seen.perSecond(),
        known(seen.errors()),
        latency == null ? null : known(latency.p50()),
        latency == null ? null : known(latency.p95()),
        latency == null ? null : known(latency.p99()));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
