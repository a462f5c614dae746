package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.traffic.Replay.Fate;
import dev.figleaf.proxy.traffic.Replay.Side;
import dev.figleaf.proxy.traffic.TrafficDiff.Destination;
import dev.figleaf.proxy.traffic.TrafficDiff.Load;
import dev.figleaf.proxy.traffic.TrafficDiff.Move;
import dev.figleaf.proxy.traffic.TrafficDiff.Reason;
import dev.figleaf.proxy.traffic.TrafficDiff.SeamShift;
import dev.figleaf.routing.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Adds up what becomes of recorded requests under two rule sets. Used once, by one thread. */
final class TrafficComparing {
  private record Way(Destination from, Destination to, boolean elsewhere) {}

  private static final class Moved {
    long requests;
    final Set<String> examples = new LinkedHashSet<>();
  }

  /** Who of a seam's clients were seen, and who of them change. */
  private static final class Clients {
    final Set<Long> all = new HashSet<>();
    final Set<Long> changing = new HashSet<>();
  }

  private final Replay before;
  private final Replay after;
  private final Map<Way, Moved> ways = new HashMap<>();
  private final Map<String, Clients> seams = new TreeMap<>();
  private final Map<String, long[]> calls = new TreeMap<>();
  private final Map<String, Long> missing = new TreeMap<>();
  private final Set<Route> reached = new HashSet<>();
  private long requests;
  private long moved;
  private long drawn;
  private long untold;

  TrafficComparing(Replay before, Replay after) {
    this.before = before;
    this.after = after;
  }

  TrafficDiff of(Recording recording) {
    int number = 0;
    for (Descriptor request : recording.requests()) {
      requests += request.weight();
      add(request, before.fate(request, number), after.fate(request, number));
      number++;
    }
    return result(recording);
  }

  private void add(Descriptor request, Fate old, Fate now) {
    if (old instanceof Fate.Told was && now instanceof Fate.Told is) {
      add(request, was, is);
      return;
    }
    String what =
        now instanceof Fate.Untold(String one)
            ? one
            : old instanceof Fate.Untold(String other) ? other : "";
    untold += request.weight();
    missing.merge(what, (long) request.weight(), Long::sum);
  }

  private void add(Descriptor request, Fate.Told was, Fate.Told is) {
    int weight = request.weight();
    if (is.route() != null) {
      reached.add(is.route());
    }
    was.upstreams().forEach(upstream -> calls(upstream)[0] += weight);
    is.upstreams().forEach(upstream -> calls(upstream)[1] += weight);
    boolean elsewhere = !was.answer().equals(is.answer());
    seams(was.sides(), elsewhere);
    seams(is.sides(), elsewhere);
    if (elsewhere) {
      moved += weight;
      drawn += was.drawn() || is.drawn() ? weight : 0;
    }
    var way = new Way(destination(before, was), destination(after, is), elsewhere);
    if (!way.from.equals(way.to)) {
      Moved one = ways.computeIfAbsent(way, _ -> new Moved());
      one.requests += weight;
      if (one.examples.size() < TrafficDiff.MOST_EXAMPLES) {
        one.examples.add(request.text());
      }
    }
  }

  private long[] calls(String upstream) {
    return calls.computeIfAbsent(upstream, _ -> new long[2]);
  }

  private void seams(List<Side> sides, boolean elsewhere) {
    for (Side side : sides) {
      if (side.client() != null) {
        Clients clients = seams.computeIfAbsent(side.seam(), _ -> new Clients());
        clients.all.add(side.client());
        if (elsewhere) {
          clients.changing.add(side.client());
        }
      }
    }
  }

  private static Destination destination(Replay of, Fate.Told fate) {
    return new Destination(of.name(fate.route()), fate.answer());
  }

  private TrafficDiff result(Recording recording) {
    return new TrafficDiff(
        recording.seconds(),
        recording.requests().size(),
        requests,
        moved,
        drawn,
        untold,
        moves(),
        shifts(),
        after.table().routes().stream()
            .filter(route -> !reached.contains(route))
            .map(after::name)
            .toList(),
        loads(recording.seconds()),
        reasons(),
        notes(recording));
  }

  private List<Move> moves() {
    return ways.entrySet().stream()
        .map(
            one ->
                new Move(
                    one.getKey().from,
                    one.getKey().to,
                    one.getKey().elsewhere,
                    one.getValue().requests,
                    List.copyOf(one.getValue().examples)))
        .sorted(
            Comparator.comparing(Move::elsewhere)
                .thenComparingLong(Move::requests)
                .reversed()
                .thenComparing(move -> move.from() + " " + move.to()))
        .limit(TrafficDiff.MOST_MOVES)
        .toList();
  }

  private List<SeamShift> shifts() {
    return seams.entrySet().stream()
        .map(
            one ->
                new SeamShift(
                    one.getKey(), one.getValue().all.size(), one.getValue().changing.size()))
        .filter(shift -> shift.changing() > 0)
        .sorted(Comparator.comparingLong(SeamShift::changing).reversed())
        .toList();
  }

  private List<Load> loads(double seconds) {
    long before = calls.values().stream().mapToLong(both -> both[0]).sum();
    long after = calls.values().stream().mapToLong(both -> both[1]).sum();
    var loads = new ArrayList<Load>();
    calls.forEach(
        (upstream, both) ->
            loads.add(
                new Load(
                    upstream,
                    both[0] / seconds,
                    both[1] / seconds,
                    before == 0 ? 0 : (double) both[0] / before,
                    after == 0 ? 0 : (double) both[1] / after)));
    return loads;
  }

  private List<Reason> reasons() {
    return missing.entrySet().stream()
        .map(one -> new Reason(one.getKey(), one.getValue()))
        .sorted(Comparator.comparingLong(Reason::requests).reversed())
        .toList();
  }

  private List<String> notes(Recording recording) {
    var notes = new ArrayList<String>();
    if (!before.rules().path().equals(after.rules().path())) {
      notes.add("path: changes, but requests are recorded with the paths that it makes now");
    }
    if (recording.leftOut() > 0) {
      notes.add(
          "about "
              + recording.leftOut()
              + " requests since the start were too long to be recorded");
    }
    return notes;
  }
}
