package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.page.Preview;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.proxy.traffic.Recording;
import dev.figleaf.proxy.traffic.Replay;
import dev.figleaf.proxy.traffic.TrafficDiff;
import dev.figleaf.proxy.traffic.TrafficDiff.Move;
import dev.figleaf.proxy.traffic.TrafficDiff.SeamShift;
import dev.figleaf.rules.Percentage;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What an override would move of the requests that were recorded. */
final class RecordedPreview implements Preview {
  private static final int EXAMPLES = 4;
  private static final Author NOBODY = new Author("nobody", "preview", null);

  private final RuleOperations operations;
  private final Supplier<Recording> recorded;
  private final InstantSource clock;

  RecordedPreview(RuleOperations operations, Supplier<Recording> recorded, InstantSource clock) {
    this.operations = operations;
    this.recorded = recorded;
    this.clock = clock;
  }

  @Override
  public Optional<Moves> of(String seam, Percentage weight) {
    LiveState now = operations.state();
    Optional<Replay> before = operations.rules(now).map(Replay::of);
    Optional<Replay> after = operations.rules(with(now, seam, weight)).map(Replay::of);
    Recording recording = recorded.get();
    if (before.isEmpty() || after.isEmpty() || recording.requests().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(moves(seam, TrafficDiff.between(recording, before.get(), after.get())));
  }

  private LiveState with(LiveState now, String seam, Percentage weight) {
    var overrides = new TreeMap<>(now.overrides());
    overrides.put(seam, new WeightOverride(seam, weight, clock.instant(), null, NOBODY));
    return new LiveState(
        now.revision(), now.hash(), now.folder(), now.rollback(), overrides, now.panic());
  }

  private static Moves moves(String seam, TrafficDiff diff) {
    List<Move> elsewhere = diff.moves().stream().filter(Move::elsewhere).toList();
    return new Moves(
        diff.requests() - diff.untold(),
        diff.moved(),
        diff.seams().stream()
            .filter(shift -> shift.seam().equals(seam))
            .mapToLong(SeamShift::changing)
            .sum(),
        elsewhere.isEmpty() ? null : elsewhere.getFirst().to().answer(),
        elsewhere.stream().flatMap(move -> move.examples().stream()).limit(EXAMPLES).toList());
  }
}
