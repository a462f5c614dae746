package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.rules.CompareSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A migration from end to end without sockets: 20,000 requests on a clock of its own, fields that
 * differ by themselves in every class of noise, and planted differences. What is found must be what
 * was planted.
 */
class SimulatedMigrationTest {
  private static final int REQUESTS = 20_000;
  private static final long EVERY_MILLIS = 10;

  private static final Set<String> PLANTED =
      Set.of(
          "GET /api/items/{id} body:$.price value real",
          "GET /api/items/{id} body:$.warranty missing real",
          "GET /api/items/{id} body:$.trace value real",
          "GET /api/items body:$.items order real",
          "GET /api/items/{id} body:$.stock value lag",
          "GET /api/items/{id} body:$.viewers value race",
          "GET /api/orders/{id} status status real");

  private final Bench bench = new Bench();
  private final PriorityQueue<Later> later = new PriorityQueue<>();
  private long sequence;

  private record Later(Instant at, long sequence, Runnable what) implements Comparable<Later> {
    @Override
    public int compareTo(Later other) {
      int order = at.compareTo(other.at);
      return order == 0 ? Long.compare(sequence, other.sequence) : order;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 13})
  void whatIsFoundIsWhatWasPlanted(long seed) {
    Set<String> found = found(new World(new Random(seed), true));
    var right = new TreeSet<>(found);
    right.retainAll(PLANTED);
    double precision = found.isEmpty() ? 0 : (double) right.size() / found.size();
    double recall = (double) right.size() / PLANTED.size();
    // docs/comparing.md tells these figures.
    System.out.printf(
        "planted differences, seed %d: precision %.2f recall %.2f; %s%n",
        seed, precision, recall, sums());
    assertThat(found).containsExactlyInAnyOrderElementsOf(PLANTED);
    assertThat(accounted()).isEqualTo(REQUESTS);
  }

  @ParameterizedTest
  @ValueSource(longs = {13, 15})
  void whereNothingWasPlantedNothingIsFound(long seed) {
    assertThat(found(new World(new Random(seed), false))).isEmpty();
    // Beside the figures above, for whoever reads the log.
    System.out.printf("nothing planted, seed %d: %s%n", seed, sums());
    assertThat(bench.count("equal")).as("it says something").isGreaterThan(REQUESTS * 9 / 10);
    assertThat(accounted()).isEqualTo(REQUESTS);
  }

  private long accounted() {
    return Arrays.stream(Finding.values())
        .mapToLong(finding -> bench.count(Counted.word(finding)))
        .sum();
  }

  private String sums() {
    return Arrays.stream(Finding.values())
        .map(finding -> Counted.word(finding) + " " + bench.count(Counted.word(finding)))
        .collect(Collectors.joining(", "));
  }

  private Set<String> found(World world) {
    Subject subject = bench.living("catalog", Bench.spec(CompareSpec.STANDARD));
    for (int i = 0; i < REQUESTS; i++) {
      bench.now.set(Bench.START.plusMillis(i * EVERY_MILLIS));
      run();
      ShadowedRequest request = world.request();
      Reply control = world.answer(Role.CONTROL, request);
      Reply candidate = world.answer(Role.CANDIDATE, request);
      if (i % 100 < 3) { // 3% of requests, so that each of three endpoints gets its share
        bench.judge.learn(
            subject, request, answer(control), answer(world.answer(Role.CONTROL, request)));
      }
      bench.judge.compare(
          new Pair(subject, request, control, candidate, new Scripted(world, request)));
      bench.judge.takeAll();
      if (i % 100 == 0) {
        bench.flush();
      }
    }
    while (!later.isEmpty()) {
      bench.now.set(later.peek().at);
      run();
    }
    bench.flush();
    return bench.differences().stream()
        .map(SimulatedMigrationTest::words)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void run() {
    while (!later.isEmpty() && !later.peek().at.isAfter(bench.now.get())) {
      later.remove().what.run();
      bench.judge.takeAll();
    }
  }

  private static Answer answer(Reply reply) {
    return ((Reply.Answered) reply).answer();
  }

  private static String words(DifferenceRow row) {
    return String.join(" ", row.method(), row.template(), row.path(), row.kind(), row.finding());
  }

  private final class Scripted implements Asking {
    private final World world;
    private final ShadowedRequest request;

    Scripted(World world, ShadowedRequest request) {
      this.world = world;
      this.request = request;
    }

    @Override
    public void ask(Role role, Duration wait, Consumer<Reply> then) {
      later.add(
          new Later(
              bench.now.get().plus(wait),
              sequence++,
              () -> then.accept(world.answer(role, request))));
    }

    @Override
    public void done() {}
  }

  /** Two services that say the same in their own words, but for what is planted. */
  private final class World {
    private final Random random;
    private final boolean planted;
    private long counter = 1_000;
    private long counterOfCandidate = 17;

    World(Random random, boolean planted) {
      this.random = random;
      this.planted = planted;
    }

    ShadowedRequest request() {
      return switch (random.nextInt(10)) {
        case 0, 1 -> Bench.get("/api/items?page=" + random.nextInt(20));
        case 2, 3 -> Bench.get("/api/orders/" + (1 + random.nextInt(300)));
        default -> Bench.get("/api/items/" + (1 + random.nextInt(500)));
      };
    }

    Reply answer(Role role, ShadowedRequest request) {
      boolean wrong = planted && role == Role.CANDIDATE;
      if (request.path().equals("/api/items")) {
        return Bench.answered(Answers.json("{" + list(wrong) + noise(role) + "}"));
      }
      int id = Integer.parseInt(request.path().substring(request.path().lastIndexOf('/') + 1));
      if (request.path().startsWith("/api/orders")) {
        return wrong && id % 97 == 0
            ? Bench.answered(Answers.answer(500, "oops"))
            : Bench.answered(
                Answers.json("{\"id\":" + id + ",\"total\":" + id * 7 + noise(role) + "}"));
      }
      return Bench.answered(Answers.json("{" + item(id, wrong, role) + "}"));
    }

    private String item(int id, boolean wrong, Role role) {
      String price = wrong && id % 100 == 7 ? "9.91" : "9.90";
      String warranty = wrong && id % 50 == 3 ? "" : ",\"warranty\":\"2 years\"";
      String trace = wrong && id % 100 == 11 ? "" : new UUID(random.nextLong(), 7).toString();
      return "\"id\":"
          + id
          + ",\"price\":"
          + price
          + warranty
          + ",\"trace\":\""
          + trace
          + "\",\"stock\":"
          + stock(id, role)
          + ",\"viewers\":"
          + viewers(id, role)
          + noise(role);
    }

    // Written every 20 s to an item in fifty; the candidate hears of it 1.5 s later.
    private long stock(int id, Role role) {
      long millis = Duration.between(Bench.START, bench.now.get()).toMillis();
      boolean stale = planted && role == Role.CANDIDATE && id % 50 == 9;
      return stale ? (millis - 1_500) / 20_000 : millis / 20_000;
    }

    // Changes all the time at one item, and each side looks at its own moment.
    private long viewers(int id, Role role) {
      long millis = Duration.between(Bench.START, bench.now.get()).toMillis();
      boolean moves = planted && id % 100 == 13;
      return moves ? millis / 170 + (role == Role.CANDIDATE ? 1 : 0) : 3;
    }

    private String list(boolean wrong) {
      var ids = new ArrayList<String>(List.of("{\"id\":1}", "{\"id\":2}", "{\"id\":3}"));
      if (wrong) {
        Collections.reverse(ids);
      }
      return "\"items\":[" + String.join(",", ids) + "]";
    }

    private String noise(Role role) {
      Instant skewed = bench.now.get().plusMillis(random.nextInt(400) - 200);
      long next = role == Role.CONTROL ? counter++ : counterOfCandidate++;
      return ",\"requestId\":\""
          + new UUID(random.nextLong(), random.nextLong())
          + "\",\"generatedAt\":\""
          + skewed
          + "\",\"serial\":"
          + next
          + ",\"node\":\"node-"
          + "abc".charAt(random.nextInt(3))
          + "\",\"took\":"
          + random.nextInt(10_000) / 100.0
          + ",\"etag\":\""
          + token(24)
          + "\",\"motto\":\""
          + "lorem ipsum dolor sit amet ".repeat(3).substring(random.nextInt(20), 60)
          + "\""
          + (random.nextInt(4) == 0 ? "" : ",\"hint\":\"h" + random.nextInt(5) + "\"");
    }

    private String token(int length) {
      return random
          .ints(length, 0, 62)
          .mapToObj(
              i ->
                  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                      .substring(i, i + 1))
          .collect(Collectors.joining());
    }
  }
}
