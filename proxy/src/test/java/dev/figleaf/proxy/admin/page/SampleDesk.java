package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.Desk;
import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.SeamView.SideView;
import dev.figleaf.proxy.admin.view.SeamView.VerdictView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.StatusView.RejectionView;
import dev.figleaf.proxy.admin.view.StatusView.ReplicaView;
import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.rules.Percentage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A desk over a history in memory, with figures that a test gives. */
final class SampleDesk implements Desk {
  private final SampleOperations operations;
  private final InstantSource clock;
  volatile List<SeamView> written = List.of();
  volatile List<UpstreamView> upstreams = List.of();
  volatile List<ReplicaView> replicas = List.of();
  volatile @Nullable RejectionView rejected;

  SampleDesk(SampleOperations operations, InstantSource clock) {
    this.operations = operations;
    this.clock = clock;
  }

  /** A seam as the files have it, with traffic. */
  static SeamView seam(
      String name, String weight, double perSecond, @Nullable VerdictView verdict) {
    double share = Percentage.parse(weight).fraction();
    return new SeamView(
        name,
        "shop.yaml:9:3",
        "monolith",
        name,
        weight,
        weight,
        null,
        false,
        perSecond == 0 ? null : share * 0.98,
        perSecond,
        0,
        side("monolith", perSecond * (1 - share), 0.002, 18),
        side(name, perSecond * share, 0.0004, 11),
        List.of(name + ".list", name + ".item"),
        verdict);
  }

  private static SideView side(String upstream, double perSecond, double errors, double p50) {
    return perSecond == 0
        ? new SideView(upstream, 0, null, null, null, null)
        : new SideView(upstream, perSecond, errors, p50, p50 * 2.6, p50 * 6.1);
  }

  @Override
  public StatusView status() {
    LiveState state = operations.state();
    RuleEvent panic = state.panic();
    RuleEvent rollback = state.rollback();
    var keeping = operations.keeping();
    double all = seams().stream().mapToDouble(SeamView::perSecond).sum();
    return new StatusView(
        "figleaf-1",
        "0.1.0",
        clock.instant().minus(Duration.ofHours(3)),
        "ready",
        state.revision(),
        operations.event(state.revision()).map(RuleEvent::at).orElse(Instant.EPOCH),
        rollback != null && rollback.change() instanceof Change.RolledBack back ? back.to() : null,
        rejected,
        panic == null ? null : view(panic),
        state.overrides().values().stream().map(SampleDesk::view).toList(),
        new StatusView.StoreView(keeping.up(), keeping.shared(), keeping.waiting()),
        replicas,
        new StatusView.TrafficView(all, Math.round(all / 25), all == 0 ? null : 0.0014));
  }

  @Override
  public List<SeamView> seams() {
    LiveState state = operations.state();
    return written.stream().map(seam -> live(seam, state)).toList();
  }

  private static SeamView live(SeamView seam, LiveState state) {
    boolean panicked = state.panic() != null;
    WeightOverride override = state.overrides().get(seam.name());
    String weight =
        panicked ? "0%" : override == null ? seam.written() : override.weight().toString();
    SeamView moved =
        weight.equals(seam.weight())
            ? seam
            : seam(seam.name(), weight, seam.perSecond(), seam.verdict());
    return new SeamView(
        seam.name(),
        seam.at(),
        seam.from(),
        seam.to(),
        weight,
        seam.written(),
        override == null ? null : view(override),
        panicked,
        moved.observed(),
        seam.perSecond(),
        seam.rescued(),
        moved.fromSide(),
        moved.toSide(),
        seam.routes(),
        seam.verdict());
  }

  private static OverrideView view(WeightOverride override) {
    return new OverrideView(
        override.seam(),
        override.weight().toString(),
        null,
        override.since(),
        override.until(),
        override.author().by(),
        override.author().because());
  }

  @Override
  public Optional<SeamView> seam(String name) {
    return seams().stream().filter(seam -> seam.name().equals(name)).findFirst();
  }

  @Override
  public List<UpstreamView> upstreams() {
    return upstreams;
  }

  @Override
  public List<EventView> history(long before, int most) {
    return operations.history(before, most).stream().map(this::view).toList();
  }

  @Override
  public Optional<EventView> event(long revision) {
    return operations.event(revision).map(this::view);
  }

  private EventView view(RuleEvent event) {
    return new EventView(
        event.revision(),
        event.at(),
        event.replica(),
        event.author().by(),
        event.author().from(),
        event.author().because(),
        event.change() instanceof Change.FilesAccepted files ? files.commit() : null,
        kind(event.change()),
        summary(event.change()),
        seam(event.change()),
        details(event.change()),
        event.revision() == operations.state().revision());
  }

  private static String kind(Change change) {
    return switch (change) {
      case Change.FilesAccepted _ -> "files-accepted";
      case Change.FilesRejected _ -> "files-rejected";
      case Change.OverrideSet _ -> "override-set";
      case Change.OverrideEnded(_, boolean expired) ->
          expired ? "override-expired" : "override-lifted";
      case Change.RolledBack _ -> "rolled-back";
      case Change.Panicked _ -> "panicked";
      case Change.Calmed _ -> "calmed";
    };
  }

  private static String summary(Change change) {
    return switch (change) {
      case Change.FilesAccepted files ->
          Show.many(files.diff().size(), "change") + " in the rule files";
      case Change.FilesRejected files ->
          Show.many(files.problems().size(), "problem") + " in the rule files";
      case Change.OverrideSet(WeightOverride set) -> set.seam() + " at " + set.weight();
      case Change.OverrideEnded(String seam, _) -> seam + " as written again";
      case Change.RolledBack back -> "back to revision " + back.to();
      case Change.Panicked _ -> "every seam back";
      case Change.Calmed _ -> "all as written again";
    };
  }

  private static @Nullable String seam(Change change) {
    return switch (change) {
      case Change.OverrideSet(WeightOverride set) -> set.seam();
      case Change.OverrideEnded(String seam, _) -> seam;
      default -> null;
    };
  }

  private static List<String> details(Change change) {
    return switch (change) {
      case Change.FilesAccepted files -> files.diff();
      case Change.FilesRejected files -> files.problems();
      default -> List.of();
    };
  }
}
