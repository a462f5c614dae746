package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.routing.PlainTable.PlainRequest;
import dev.figleaf.routing.PlainTable.PlainRoute;
import dev.figleaf.routing.PlainWorlds.World;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** Holds the compiled table, and what is said of conflicts, against a walk through all routes. */
class RouteTablePropertyTest {
  private static final int REQUESTS = 4;

  @Provide
  Arbitrary<World> worlds() {
    return Arbitraries.randomValue(random -> PlainWorlds.world(random, REQUESTS));
  }

  @Provide
  Arbitrary<World> busyWorlds() {
    return Arbitraries.randomValue(random -> PlainWorlds.world(random, 40));
  }

  private static RuleSet rules(List<PlainRoute> routes) {
    return Rules.of(
        routes.stream().map(route -> route.toRules().build()).toArray(RouteSpec[]::new));
  }

  private static @Nullable String name(@Nullable Route route) {
    return route == null ? null : route.name();
  }

  @Property(tries = 20_000)
  void theTreeFindsWhatTheWalkFinds(@ForAll("worlds") World world) {
    RouteTable table = RouteTable.compile(rules(world.routes()));
    for (PlainRequest request : world.requests()) {
      PlainRoute expected = PlainTable.winner(world.routes(), request);
      assertThat(name(table.match(request.toHead())))
          .as("%s", request)
          .isEqualTo(expected == null ? null : expected.name());
      count(world, request);
    }
    Statistics.label("routes that match")
        .coverage(
            hits -> {
              hits.check("none").percentage(share -> share > 10 && share < 70);
              hits.check("one").percentage(share -> share > 15);
              hits.check("several").percentage(share -> share > 15);
            });
  }

  private static void count(World world, PlainRequest request) {
    long matching =
        world.routes().stream().filter(route -> PlainTable.matches(route, request)).count();
    Statistics.label("routes that match")
        .collect(matching == 0 ? "none" : matching == 1 ? "one" : "several");
  }

  @Property(tries = 10_000)
  void withoutConflictsTheOrderOfRoutesDecidesNothing(
      @ForAll("worlds") World world, @ForAll Random random) {
    boolean conflicts = !RouteConflicts.find(rules(world.routes())).isEmpty();
    Statistics.label("conflicts").collect(conflicts);
    if (!conflicts) {
      var shuffled = new ArrayList<>(world.routes());
      Collections.shuffle(shuffled, random);
      RouteTable table = RouteTable.compile(rules(world.routes()));
      RouteTable other = RouteTable.compile(rules(shuffled));
      for (PlainRequest request : world.requests()) {
        RequestHead head = request.toHead();
        assertThat(name(other.match(head))).isEqualTo(name(table.match(head)));
      }
    }
    Statistics.label("conflicts")
        .coverage(found -> found.check(false).percentage(share -> share > 15 && share < 85));
  }

  @Property(tries = 5_000)
  void aRouteThatCanNeverWinNeverWins(@ForAll("busyWorlds") World world) {
    Set<String> never = neverWinning(world.routes());
    RouteTable table = RouteTable.compile(rules(world.routes()));
    for (PlainRequest request : world.requests()) {
      String winner = name(table.match(request.toHead()));
      assertThat(winner == null ? "none" : winner).isNotIn(never);
    }
    Statistics.label("never win").collect(never.isEmpty() ? "none" : "some");
    Statistics.label("never win")
        .coverage(found -> found.check("some").percentage(share -> share > 10));
  }

  private static Set<String> neverWinning(List<PlainRoute> routes) {
    return RouteConflicts.find(rules(routes)).stream()
        .filter(problem -> problem.message().startsWith("can never win"))
        .map(problem -> problem.path().replaceAll("\\D", ""))
        .map(index -> routes.get(Integer.parseInt(index)).name())
        .collect(Collectors.toSet());
  }

  /** Two routes that one request matches, with nothing to prefer either, are always reported. */
  @Property(tries = 5_000)
  void everyTieThatARequestShowsIsReported(@ForAll("busyWorlds") World world) {
    var shown = new HashSet<String>();
    for (PlainRequest request : world.requests()) {
      shown.addAll(tiedForFirst(world.routes(), request));
    }
    if (!shown.isEmpty()) {
      assertThat(RouteConflicts.find(rules(world.routes())))
          .anyMatch(problem -> problem.message().startsWith("ties with"));
    }
    Statistics.label("ties shown").collect(!shown.isEmpty());
    Statistics.label("ties shown")
        .coverage(found -> found.check(true).percentage(share -> share > 5));
  }

  // Whoever wins from the front of the list and loses from its end only ties.
  private static Set<String> tiedForFirst(List<PlainRoute> routes, PlainRequest request) {
    List<PlainRoute> reversed =
        IntStream.range(0, routes.size()).mapToObj(i -> routes.get(routes.size() - 1 - i)).toList();
    PlainRoute first = PlainTable.winner(routes, request);
    PlainRoute last = PlainTable.winner(reversed, request);
    return first == null || last == null || first.equals(last)
        ? Set.of()
        : Set.of(first.name(), last.name());
  }
}
