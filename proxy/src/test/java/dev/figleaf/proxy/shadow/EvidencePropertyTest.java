package dev.figleaf.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.shadow.Bench.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever comes in whatever order: each pair is counted once and let go once. */
class EvidencePropertyTest {
  private static final List<Reply> REPLIES =
      List.of(
          json("{\"a\":1}"),
          json("{\"a\":2}"),
          json("{\"a\":[1,2]}"),
          Bench.answered(Answers.answer(500, "oops")),
          Bench.answered(Answers.answer(304, "")),
          new Reply.Failed("reset", true),
          Bench.answered(new Answer(200, List.of(), new CapturedBody.BrokenOff(1), Duration.ZERO)));

  private static Reply json(String body) {
    return Bench.answered(Answers.json(body));
  }

  @Property(tries = 300)
  void everyPairIsCountedOnceAndLetGoOnce(
      @ForAll @Size(max = 40) List<@IntRange(max = 6 * 7 * 7 * 7) Integer> pairs) {
    var bench = new Bench();
    Subject subject = bench.quiet("catalog");
    var scripts = new ArrayList<Script>();
    for (int one : pairs) {
      var script = new Script((role, round) -> reply(one / 49 + role.ordinal() * 3 + round));
      scripts.add(script);
      boolean conditional = one % 2 == 0;
      bench.judge.compare(
          new Pair(
              subject,
              conditional ? Bench.get("/a/1", "Range", "bytes=0-1") : Bench.get("/a/" + one),
              reply(one),
              reply(one / 7),
              script));
      if (one % 3 == 0) {
        bench.judge.takeAll();
      }
      if (one % 5 == 0) {
        bench.flush();
      }
    }
    bench.judge.takeAll();
    scripts.forEach(script -> script.run(bench));
    bench.flush();
    long findings =
        Arrays.stream(Finding.values())
            .mapToLong(finding -> bench.count(Counted.word(finding)))
            .sum();
    long omitted =
        bench.leftOut().stream()
            // These say why a pair that is counted by its finding was not asked again.
            .filter(row -> !row.reason().startsWith("recheck-"))
            .mapToLong(row -> row.count())
            .sum();
    assertThat(findings + bench.count("failed") + omitted).isEqualTo(pairs.size());
    assertThat(scripts).allSatisfy(script -> assertThat(script.done).hasValue(1));
  }

  private static Reply reply(int index) {
    return REPLIES.get(index % REPLIES.size());
  }

  @Property(tries = 50)
  void whatFindsNoRoomInABatchIsCountedElsewhere(@ForAll @IntRange(min = 1, max = 200) int keys) {
    var bench = new Bench();
    Subject subject = bench.quiet("catalog");
    var book = new EvidenceBook(bench.now::get, 20);
    for (int i = 0; i < keys; i++) {
      var at = new EvidenceBook.Endpoint("GET", "/" + i);
      book.count(subject, at, 2, Counted.LIVE, "", 1);
      book.took(subject, at, Role.CONTROL, Duration.ofMillis(1));
      book.difference(
          subject, new EvidenceBook.Entry("id" + i, at, "body", "value"), Finding.REAL, 1);
    }
    var batch = book.drain(List.of());
    assertThat(batch.counts()).hasSizeLessThanOrEqualTo(21);
    assertThat(batch.latencies()).hasSizeLessThanOrEqualTo(21);
    assertThat(batch.differences()).hasSizeLessThanOrEqualTo(20);
    assertThat(batch.counts().stream().mapToLong(row -> row.count()).sum()).isEqualTo(keys);
    assertThat(batch.latencies().stream().mapToLong(row -> row.count()).sum()).isEqualTo(keys);
    assertThat(
            batch.differences().stream().mapToLong(row -> row.count()).sum()
                + batch.leftOut().stream().mapToLong(row -> row.count()).sum())
        .isEqualTo(keys);
    assertThat(book.drain(List.of()).isEmpty()).isTrue();
  }
}
