package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.CountRow;
import dev.figleaf.proxy.store.DifferenceRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import dev.figleaf.proxy.store.ExampleRow;
import dev.figleaf.proxy.store.LatencyRow;
import dev.figleaf.proxy.store.LeftOutRow;
import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.Credentials;
import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.NoiseMode;
import dev.figleaf.rules.NoiseSpec;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.ReadySpec;
import dev.figleaf.rules.ShadowSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A judge whose thread is the test's own, on a clock that the test moves, and all it gave away. */
final class Bench {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  final AtomicReference<Instant> now = new AtomicReference<>(START);
  final List<EvidenceBatch> batches = new ArrayList<>();
  final Subjects subjects = new Subjects(now::get);
  final Judge judge = new Judge(subjects, now::get, batches::add, JudgeEvents.NONE);

  /** A subject that lives; noise is not looked at. */
  Subject quiet(String name) {
    return living(name, spec(noiseless(CompareSpec.STANDARD)));
  }

  Subject living(String name, ShadowSpec spec) {
    Subject subject = subjects.prepare(name, spec, upstream("monolith"), upstream("catalog"));
    var all = new ArrayList<>(subjects.living());
    all.removeIf(one -> one.name().equals(name));
    all.add(subject);
    subjects.commit(all);
    return subject;
  }

  static UpstreamSpec upstream(String name) {
    return UpstreamSpec.at(name, List.of(URI.create("http://127.0.0.1:8081")));
  }

  static CompareSpec noiseless(CompareSpec spec) {
    return compare(spec, new NoiseSpec(NoiseMode.OFF, new Percentage(1_000)), spec.examples());
  }

  static CompareSpec compare(CompareSpec spec, NoiseSpec noise, int examples) {
    return new CompareSpec(
        spec.ignore(),
        spec.sort(),
        spec.tolerance(),
        spec.map(),
        spec.equivalentStatus(),
        spec.headers(),
        noise,
        spec.pair(),
        spec.redact(),
        examples);
  }

  static ShadowSpec spec(CompareSpec compare) {
    return spec(compare, ReadySpec.STANDARD, List.of());
  }

  static ShadowSpec spec(CompareSpec compare, ReadySpec ready, List<String> endpoints) {
    return new ShadowSpec(
        null,
        new Percentage(100_000),
        Set.of(),
        Credentials.KEEP,
        HeaderEdits.NONE,
        null,
        null,
        dev.figleaf.rules.ByteSize.parse("1MiB"),
        Duration.ofSeconds(10),
        64,
        endpoints,
        compare,
        ready);
  }

  static ShadowedRequest get(String target, String... headers) {
    return request("GET", target, true, null, headers);
  }

  static ShadowedRequest request(
      String method, String target, boolean safe, @Nullable Long cohort, String... headers) {
    var fields = new ArrayList<HeaderField>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(new HeaderField(headers[i], headers[i + 1]));
    }
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return new ShadowedRequest(method, path, target, fields, new byte[0], safe, cohort, "r-1");
  }

  static Reply answered(Answer answer) {
    return new Reply.Answered(answer);
  }

  /** Compares, asks again as long as somebody waits, and gives away what was found. */
  void compare(Pair... pairs) {
    for (Pair pair : pairs) {
      judge.compare(pair);
      judge.takeAll();
      if (pair.again() instanceof Script script) {
        script.run(this);
      }
    }
    flush();
  }

  void flush() {
    judge.flush();
    judge.flush(); // sightings come one later
  }

  /** One side after the other, answered when the test says so. */
  static final class Script implements Asking {
    private final BiFunction<Role, Integer, Reply> replies;
    private final Deque<Runnable> asked = new ArrayDeque<>();
    private final int[] times = new int[2];
    final AtomicInteger done = new AtomicInteger();
    final List<Duration> waits = new ArrayList<>();

    /**
     * @param replies by side and round, from 0
     */
    Script(BiFunction<Role, Integer, Reply> replies) {
      this.replies = replies;
    }

    @Override
    public void ask(Role role, Duration wait, Consumer<Reply> then) {
      waits.add(wait);
      int time = times[role.ordinal()]++;
      asked.add(() -> then.accept(replies.apply(role, time)));
    }

    @Override
    public void done() {
      done.incrementAndGet();
    }

    void run(Bench bench) {
      while (!asked.isEmpty()) {
        asked.removeFirst().run();
        bench.judge.takeAll();
      }
    }
  }

  /** Answers each time what was answered the first time. */
  static Script always(Reply control, Reply candidate) {
    return new Script((role, _) -> role == Role.CONTROL ? control : candidate);
  }

  List<CountRow> counts() {
    return batches.stream().flatMap(batch -> batch.counts().stream()).toList();
  }

  /** Of one word, over all. */
  long count(String what) {
    return counts().stream()
        .filter(row -> row.what().equals(what))
        .mapToLong(CountRow::count)
        .sum();
  }

  List<DifferenceRow> differences() {
    return batches.stream().flatMap(batch -> batch.differences().stream()).toList();
  }

  List<LatencyRow> latencies() {
    return batches.stream().flatMap(batch -> batch.latencies().stream()).toList();
  }

  List<LeftOutRow> leftOut() {
    return batches.stream().flatMap(batch -> batch.leftOut().stream()).toList();
  }

  long leftOut(String reason) {
    return leftOut().stream()
        .filter(row -> row.reason().equals(reason))
        .mapToLong(LeftOutRow::count)
        .sum();
  }

  List<ExampleRow> examples() {
    return batches.stream().flatMap(batch -> batch.examples().stream()).toList();
  }

  List<CandidacyRow> candidacies() {
    return batches.stream().flatMap(batch -> batch.candidacies().stream()).toList();
  }
}
