package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.EvidenceBook.Endpoint;
import dev.figleaf.proxy.shadow.Sightings.Sighting;
import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.proxy.store.EvidenceBatch;
import dev.figleaf.proxy.telemetry.Fact;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Compares, away from event loops: takes what they saw, in a queue with a bound, and gives evidence
 * to whoever keeps it. Every method may be called on any thread and waits for nothing, but {@link
 * #close}. Comparing costs milliseconds, so it has one platform thread of its own.
 */
public final class Judge implements AutoCloseable {
  /** How long what is counted may wait to be kept; what every request counts, twice as long. */
  public static final Duration FLUSH_EVERY = Duration.ofSeconds(1);

  /** The most pairs that wait to be compared. */
  public static final int MOST_WAITING = 4_096;

  private static final Logger LOG = LogManager.getLogger(Judge.class);
  private static final Duration ANNOUNCE_EVERY = Duration.ofMinutes(1);
  private static final long STOPPING_MILLIS = 2_000;
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final Subjects subjects;
  private final InstantSource clock;
  private final Consumer<EvidenceBatch> sink;
  private final JudgeEvents events;
  private final Queue<Entry> inbox = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final Sightings sightings = new Sightings();
  private final Recorders recorders = new Recorders();
  private final EvidenceBook book;
  private final Clerk clerk;
  private final Findings findings;
  private final Rechecks rechecks;
  private final Map<String, String> announced = new HashMap<>();
  private final Thread thread;
  private Instant announceAt = Instant.MIN;
  private boolean complained;
  private long pause = SHORTEST_PAUSE;
  private volatile boolean closed;

  /** What waits for the thread. Replies are bounded by the pairs that are asked again. */
  private sealed interface Entry {
    Subject subject();

    record Compare(Pair pair) implements Entry {
      @Override
      public Subject subject() {
        return pair.subject();
      }
    }

    record Learn(Subject subject, ShadowedRequest request, Answer earlier, Answer later)
        implements Entry {}

    record Again(OpenPair open, int round, Role role, Reply reply) implements Entry {
      @Override
      public Subject subject() {
        return open.pair().subject();
      }
    }
  }

  /**
   * Makes a judge that does nothing until it is started.
   *
   * @param sink takes what was seen, at least once in two seconds where anything was; on the
   *     judge's thread, and must not block
   */
  public Judge(
      Subjects subjects, InstantSource clock, Consumer<EvidenceBatch> sink, JudgeEvents events) {
    this.subjects = subjects;
    this.clock = clock;
    this.sink = sink;
    this.events = events;
    this.book = new EvidenceBook(clock, EvidenceBook.MOST);
    this.clerk = new Clerk(book, clock);
    this.findings = new Findings(book, clerk, recorders, events);
    this.rechecks =
        new Rechecks(
            clock,
            findings,
            (open, round, role, reply) -> inbox.add(new Entry.Again(open, round, role, reply)));
    this.thread = Thread.ofPlatform().daemon().name("figleaf-compare").unstarted(this::run);
  }

  /** Starts the thread; once. */
  public Judge start() {
    thread.start();
    return this;
  }

  /**
   * Takes a pair in, and ends its {@link Pair#again} in every case, exactly once: also where there
   * is no room.
   *
   * @return whether there was room; where there was not it is counted
   */
  public boolean compare(Pair pair) {
    if (offer(new Entry.Compare(pair))) {
      return true;
    }
    leftOut(pair.subject(), closed ? LeftOut.STOPPED : LeftOut.JUDGE_FULL);
    pair.again().done();
    return false;
  }

  /** Takes two answers of the control to one request in, from which noise is learned. */
  public boolean learn(Subject subject, ShadowedRequest request, Answer earlier, Answer later) {
    return offer(new Entry.Learn(subject, request, earlier, later));
  }

  private boolean offer(Entry entry) {
    if (closed || !room.tryAcquire()) {
      return false;
    }
    inbox.add(entry);
    // The thread may have emptied the inbox for the last time in between.
    return !closed || !inbox.remove(entry);
  }

  /** Takes in that a request was answered to a client, shadowed or not. */
  public void live(Subject subject, String method, String path, int status) {
    sightings.add(new Sightings.Live(subject, method, path, status / 100));
  }

  /** Takes in that only the candidate failed, which served a client itself. */
  public void failed(Subject subject, String method, String path, String code) {
    sightings.add(new Sightings.Failed(subject, method, path, code));
  }

  /** Counts what was not shadowed or not compared. */
  public void leftOut(Subject subject, String reason) {
    sightings.add(new Sightings.Omitted(subject, reason));
  }

  /** The request's target, as the other side calls what this client got from one side. */
  public String translate(Subject subject, ShadowedRequest request, Role to) {
    return Targets.translate(subject, request, to);
  }

  /**
   * Gives away each request of a subject with what its control answered, as JSON and without
   * secrets, until it is closed.
   *
   * @param to called on the judge's thread; must not block, and is let go where it throws
   * @throws IllegalStateException when too many want answers already
   */
  public AutoCloseable record(String subject, Consumer<String> to) {
    return recorders.open(subject, to);
  }

  // To be woken for each pair would cost the event loops more than comparing it costs here.
  private void run() {
    long flushAt = System.nanoTime() + FLUSH_EVERY.toNanos();
    while (!closed) {
      takeOrPause();
      if (System.nanoTime() - flushAt >= 0) {
        flush();
        flushAt = System.nanoTime() + FLUSH_EVERY.toNanos();
      }
    }
    end();
  }

  private void takeOrPause() {
    Entry next = inbox.poll();
    if (next != null) {
      pause = SHORTEST_PAUSE;
      take(next);
    } else {
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  /** Does what waits, on the calling thread: for tests, and with the thread not started. */
  void takeAll() {
    for (Entry next = inbox.poll(); next != null; next = inbox.poll()) {
      take(next);
    }
  }

  private void take(Entry entry) {
    try {
      switch (entry) {
        case Entry.Compare(Pair pair) -> judge(pair);
        case Entry.Learn(var subject, var request, var earlier, var later) -> {
          room.release();
          findings.learn(subject, request, earlier, later);
        }
        case Entry.Again(OpenPair open, int round, Role role, Reply reply) ->
            rechecks.answered(open, round, role, reply);
      }
    } catch (Throwable e) { // one pair that cannot be compared must not end all comparing
      complain(entry, e);
    }
  }

  private void judge(Pair pair) {
    room.release();
    boolean waits = false;
    try {
      var differing = findings.compare(pair);
      waits = differing.isPresent() && rechecks.begin(pair, differing.get());
      if (differing.isPresent() && !waits) {
        findings.settleByHistory(pair, differing.get(), LeftOut.RECHECK_FULL);
      }
    } finally {
      if (!waits) {
        pair.again().done();
      }
    }
  }

  private void complain(Entry entry, Throwable e) {
    book.leftOut(entry.subject(), LeftOut.JUDGE_FAILED, 1);
    events.leftOut(entry.subject().name(), LeftOut.JUDGE_FAILED, 1);
    if (entry instanceof Entry.Again(OpenPair open, int _, Role _, Reply _)) {
      rechecks.giveUp(open);
    }
    if (!complained) {
      complained = true;
      // Never its message, which may hold a piece of an answer.
      LOG.error(
          Fact.of("a pair could not be compared")
              .with("subject", entry.subject().name())
              .with("error", e.getClass().getName())
              .with("at", e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0].toString()));
    }
  }

  /** Gives away what was seen. */
  void flush() {
    try {
      rechecks.sweep();
      sightings.next().forEach(this::sighted);
      EvidenceBatch batch = book.drain(candidacies());
      if (!batch.isEmpty()) {
        sink.accept(batch);
      }
    } catch (Throwable e) { // a sink that fails must not end comparing
      LOG.error(Fact.of("evidence was lost").with("error", e.getClass().getName()));
    }
  }

  private void sighted(Sighting sighting, LongAdder counted) {
    Subject subject = sighting.subject();
    long count = counted.sum();
    switch (sighting) {
      case Sightings.Live(Subject _, String method, String path, int statusClass) ->
          book.count(subject, at(subject, method, path), statusClass, Counted.LIVE, "", count);
      case Sightings.Failed(Subject _, String method, String path, String code) -> {
        clerk.failed(subject, at(subject, method, path), 0, code, count);
        events.failed(subject.name(), code, count);
      }
      case Sightings.Omitted(Subject _, String reason) -> {
        book.leftOut(subject, reason, count);
        events.leftOut(subject.name(), reason, count);
      }
    }
  }

  private static Endpoint at(Subject subject, String method, String path) {
    return path.isEmpty() ? Endpoint.OTHER : new Endpoint(method, subject.template(path));
  }

  // Each time one changes, and now and then: a batch that tells of one may be lost.
  private List<CandidacyRow> candidacies() {
    Instant now = clock.instant();
    if (!now.isBefore(announceAt)) {
      announced.clear();
      announceAt = now.plus(ANNOUNCE_EVERY);
    }
    return subjects.known().stream()
        .map(Subject::row)
        .filter(row -> !(row.id() + row.ready()).equals(announced.get(row.subject())))
        .peek(row -> announced.put(row.subject(), row.id() + row.ready()))
        .toList();
  }

  /** Ends the thread: what was seen is given away, what waits is counted and let go. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(STOPPING_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    for (Entry next = inbox.poll(); next != null; next = inbox.poll()) {
      if (next instanceof Entry.Compare(Pair pair)) {
        book.leftOut(pair.subject(), LeftOut.STOPPED, 1);
        pair.again().done();
      }
    }
    rechecks.close().forEach(pair -> book.leftOut(pair.subject(), LeftOut.STOPPED, 1));
    flush();
    flush(); // sightings come one later
  }
}
