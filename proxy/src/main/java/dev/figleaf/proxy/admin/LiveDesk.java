package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.Desk;
import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.StatusView.RejectionView;
import dev.figleaf.proxy.admin.view.StatusView.ReplicaView;
import dev.figleaf.proxy.admin.view.StatusView.StoreView;
import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.traffic.SeamFigures;
import dev.figleaf.proxy.traffic.SeamPoint;
import dev.figleaf.rules.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What operators are shown, of a facade that runs. Safe to share. */
final class LiveDesk implements Desk {
  private final AdminSources sources;
  private final DeskSources desk;
  private final InstantSource clock;
  private final Verdicts verdicts;
  private final EventViews events;
  private final UpstreamViews upstreams;

  LiveDesk(AdminSources sources, DeskSources desk, InstantSource clock) {
    this.sources = sources;
    this.desk = desk;
    this.clock = clock;
    this.verdicts = new Verdicts(sources.shadow().map(ShadowSources::reports), clock);
    this.events = new EventViews(desk.operations());
    this.upstreams = new UpstreamViews(sources.upstreams());
  }

  private RuleOperations operations() {
    return desk.operations();
  }

  /** Says what events were. */
  EventViews events() {
    return events;
  }

  /** The revision that is live. Never blocks. */
  long revision() {
    return operations().state().revision();
  }

  @Override
  public StatusView status() {
    LiveState state = operations().state();
    Snapshot snapshot = sources.live().get();
    RuleEvent rollback = state.rollback();
    RuleEvent panic = state.panic();
    RuleOperations.Keeping keeping = operations().keeping();
    return new StatusView(
        desk.instance(),
        desk.version(),
        desk.startedAt(),
        sources.readiness().get().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        state.revision(),
        snapshot.since(),
        rollback != null && rollback.change() instanceof Change.RolledBack back ? back.to() : null,
        rejected(),
        panic == null ? null : events.fresh(panic),
        overrides(),
        new StoreView(keeping.up(), keeping.shared(), keeping.waiting()),
        replicas(),
        desk.traffic().get());
  }

  private @Nullable RejectionView rejected() {
    return sources
        .rejection()
        .get()
        .map(
            it ->
                new RejectionView(it.at(), it.problems().stream().map(Problem::toString).toList()))
        .orElse(null);
  }

  private List<ReplicaView> replicas() {
    List<RuleOperations.Replica> all = operations().replicas();
    long newest = all.stream().mapToLong(RuleOperations.Replica::revision).max().orElse(0);
    return all.stream()
        .map(
            one ->
                new ReplicaView(
                    one.name(), one.revision(), one.seen(), one.self(), one.revision() < newest))
        .toList();
  }

  /** The overrides that hold. */
  List<OverrideView> overrides() {
    return seamViews(Map.of(), Map.of()).overrides();
  }

  @Override
  public List<SeamView> seams() {
    Map<String, SeamFigures> figures =
        desk.figures().now().stream()
            .collect(Collectors.toMap(SeamFigures::seam, Function.identity(), (one, _) -> one));
    return seamViews(figures, verdicts.now()).all();
  }

  private SeamViews seamViews(
      Map<String, SeamFigures> figures, Map<String, SeamView.VerdictView> judged) {
    RuleOperations operations = operations();
    return new SeamViews(
        sources.live().get(),
        operations.state(),
        operations.written().seams(),
        figures,
        judged,
        clock.instant());
  }

  @Override
  public Optional<SeamView> seam(String name) {
    return seams().stream().filter(seam -> seam.name().equals(name)).findFirst();
  }

  /** The last hour of a seam; empty where the live rules have none of this name. */
  Optional<List<SeamPoint>> hour(String name) {
    return sources.live().get().rules().seams().containsKey(name)
        ? Optional.of(desk.figures().hour(name))
        : Optional.empty();
  }

  @Override
  public List<UpstreamView> upstreams() {
    return upstreams.all();
  }

  @Override
  public List<EventView> history(long before, int most) {
    return events.history(before, most);
  }

  @Override
  public Optional<EventView> event(long revision) {
    return events.event(revision);
  }
}
