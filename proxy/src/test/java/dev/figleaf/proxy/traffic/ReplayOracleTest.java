package dev.figleaf.proxy.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.traffic.Replay.Fate;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.Splitter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is told of a descriptor, against what the real tables decide for the request itself: random
 * rules before and after, over alphabets so small that they meet all the time.
 */
class ReplayOracleTest {
  private static final int WORLDS = 300;
  private static final int REQUESTS = 40;

  private final Random random = new Random(20261201);
  private long told;
  private long drawn;
  private long untold;

  @Test
  void whateverIsToldForCertainIsWhatTheTablesDecide() {
    for (int world = 0; world < WORLDS; world++) {
      Loaded.Ok before = rules();
      Loaded.Ok after = rules();
      checkWorld(before, after);
    }

    // Else the rest would say little.
    assertThat((double) told / (told + drawn + untold)).isGreaterThan(0.5);
    assertThat(drawn).isPositive();
    assertThat(untold).isPositive();
  }

  private void checkWorld(Loaded.Ok before, Loaded.Ok after) {
    var descriptors = new ArrayList<Descriptor>();
    long moved = 0;
    for (int i = 0; i < REQUESTS; i++) {
      Asked asked = request();
      Outcome outcome = asked.outcome(before);
      Descriptor descriptor = asked.under(before, outcome);
      descriptors.add(descriptor);
      @Nullable String was = check(descriptor, i, asked.head(), outcome, before);
      @Nullable String is = check(descriptor, i, asked.head(), outcome, after);
      moved += was != null && is != null && !was.equals(is) ? 1 : 0;
    }
    TrafficDiff diff =
        TrafficDiff.between(
            new Recording(Instant.EPOCH.plusSeconds(10), Instant.EPOCH, 0, descriptors),
            Replay.of(before),
            Replay.of(after));
    assertThat(diff.moved() - diff.drawn()).isEqualTo(moved);
    assertThat(diff.requests()).isEqualTo(REQUESTS);
  }

  /** Who answers, where it is told for certain; else null. */
  private @Nullable String check(
      Descriptor descriptor, int number, RequestHead head, Outcome outcome, Loaded.Ok rules) {
    Route real = rules.table().match(head);
    switch (Replay.of(rules).fate(descriptor, number)) {
      case Fate.Untold _ -> {
        untold++;
        return null;
      }
      case Fate.Told fate -> {
        assertThat(fate.route()).isSameAs(real);
        if (fate.drawn()) {
          drawn++;
          assertThat(fate.upstreams()).isSubsetOf(splitter(real).upstreams());
          return null;
        }
        told++;
        assertThat(fate.upstreams()).isEqualTo(upstreams(real, head, outcome));
        return fate.answer();
      }
    }
  }

  private static Splitter splitter(@Nullable Route route) {
    return Objects.requireNonNull(Objects.requireNonNull(route).splitter());
  }

  private static List<String> upstreams(@Nullable Route route, RequestHead head, Outcome outcome) {
    Splitter splitter = route == null ? null : route.splitter();
    if (splitter == null) {
      return List.of();
    }
    // A draw for a request alone is what it was.
    return List.of(
        splitter.isFixed() || splitter.place(head) != null
            ? splitter.decide(head, new SplittableRandom(1)).upstream()
            : splitter.decide(head, outcome.draw).upstream());
  }

  private Asked request() {
    Asked asked =
        Asked.request(pick("GET", "GET", "POST"), pick("/", "/a", "/a/b", "/b", "/a/b/c") + query())
            .host(pick("a.x", "b.x", "y"))
            .client(pick("10.0.0.1", "10.1.0.1", "11.0.0.1"));
    for (String name : List.of("X-K", "X-U", "Authorization")) {
      if (random.nextInt(2) == 0) {
        asked.header(name, pick("1", "2", "12"));
      }
    }
    for (String name : List.of("k", "sid")) {
      if (random.nextInt(2) == 0) {
        asked.cookie(name, pick("1", "2", "12"));
      }
    }
    return asked;
  }

  private String query() {
    return random.nextInt(2) == 0 ? "" : "?" + pick("q=1", "q=2", "%71=12", "u=7", "q", "u=7&q=1");
  }

  private Loaded.Ok rules() {
    // Some tables have routes that can never win, and are refused.
    Optional<Loaded.Ok> rules = Optional.empty();
    while (rules.isEmpty()) {
      rules = Rules.maybe(yaml());
    }
    return rules.get();
  }

  private String yaml() {
    var text =
        new StringBuilder(
            """
            version: 1
            upstreams: { m: { url: "http://127.0.0.1:1" }, a: { url: "http://127.0.0.1:2" }, b: { url: "http://127.0.0.1:3" } }
            """);
    text.append("seams:\n");
    for (String seam : List.of("one", "two")) {
      text.append("  ").append(seam).append(": { from: m, to: ").append(pick("a", "b"));
      text.append(", weight: ").append(pick("0%", "10%", "50%", "100%")).append(cohort());
      text.append(" }\n");
    }
    text.append("routes:\n");
    int routes = 1 + random.nextInt(6);
    for (int i = 0; i < routes; i++) {
      text.append("  - { name: r").append(i).append(", priority: ").append(i).append(", match: {");
      text.append(" path: ").append(pick("/**", "/a/**", "/a", "/{id}", "/a/b", "/*/b"));
      text.append(one(6) ? ", methods: [POST]" : "").append(one(6) ? ", host: '*.x'" : "");
      text.append(one(4) ? ", headers: { X-K: " + condition() + " }" : "");
      text.append(one(6) ? ", headers: { Authorization: " + condition() + " }" : "");
      text.append(one(6) ? ", cookies: { k: " + condition() + " }" : "");
      text.append(one(4) ? ", query: { q: " + condition() + " }" : "");
      text.append(one(8) ? ", client: [10.0.0.0/8]" : "").append(" }, ");
      text.append(action()).append(" }\n");
    }
    return text.toString();
  }

  private String action() {
    return switch (random.nextInt(6)) {
      case 0 -> "to: " + pick("m", "a", "b");
      case 1 -> "split: { m: 1, a: 2 }" + cohort();
      case 2 -> "respond: 204";
      default -> "seam: " + pick("one", "two");
    };
  }

  private String cohort() {
    return pick(
        ", cohort: [header:X-U]",
        ", cohort: [header:X-U, cookie:sid]",
        ", cohort: [query:u, ip]",
        ", cohort: [cookie:sid]",
        ", cohort: none",
        "");
  }

  private String condition() {
    return pick(
        "'1'",
        "'12'",
        "{ prefix: '1' }",
        "{ regex: '[12]' }",
        "{ present: true }",
        "{ absent: true }");
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
