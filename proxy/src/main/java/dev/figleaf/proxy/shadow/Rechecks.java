package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.OpenPair.Differing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pairs whose sides are asked again, each until it is told what it is. Bounded, over all and a
 * subject, and in time. Waits for nothing; belongs to the judge's thread.
 */
final class Rechecks {
  /** The most pairs that wait at once. */
  static final int MOST = 256;

  /** The most of one subject. */
  static final int MOST_OF_SUBJECT = 64;

  // Beyond the copy's own timeout: asking may have to wait for a permit.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final Findings findings;
  private final Replies replies;
  private final Set<OpenPair> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Integer> bySubject = new HashMap<>();

  /** Where replies go, on whatever thread they come. */
  interface Replies {
    void take(OpenPair open, int round, Role role, Reply reply);
  }

  Rechecks(InstantSource clock, Findings findings, Replies replies) {
    this.clock = clock;
    this.findings = findings;
    this.replies = replies;
  }

  /** Begins to ask again, if there is room. */
  boolean begin(Pair pair, Differing differing) {
    String subject = pair.subject().name();
    int ofSubject = bySubject.getOrDefault(subject, 0);
    if (waiting.size() >= MOST || ofSubject >= MOST_OF_SUBJECT) {
      return false;
    }
    var open = new OpenPair(pair, differing, due(pair, Recheck.AFTER.getFirst()));
    waiting.add(open);
    bySubject.put(subject, ofSubject + 1);
    try {
      ask(open, Recheck.AFTER.getFirst());
    } catch (Throwable e) { // whoever began lets go of the pair
      forget(open);
      throw e;
    }
    return true;
  }

  private Instant due(Pair pair, Duration wait) {
    return clock.instant().plus(wait).plus(pair.subject().spec().timeout()).plus(GRACE);
  }

  private void ask(OpenPair open, Duration wait) {
    int round = open.round();
    for (Role role : Role.values()) {
      try {
        open.pair().again().ask(role, wait, reply -> replies.take(open, round, role, reply));
      } catch (RuntimeException _) {
        replies.take(open, round, role, new Reply.Failed(LeftOut.RECHECK_FAILED, false));
      }
    }
  }

  /** Takes one reply in; one that comes too late is let go. */
  void answered(OpenPair open, int round, Role role, Reply reply) {
    if (!waiting.contains(open) || open.round() != round || !open.take(role, reply)) {
      return;
    }
    if (open.isOver()) {
      leave(open);
      return;
    }
    OpenPair.Both both = open.answered();
    var next = both == null ? null : findings.compareAgain(open, both).orElse(null);
    if (next == null) {
      fail(open);
      return;
    }
    Duration wait = Recheck.AFTER.getLast().minus(Recheck.AFTER.getFirst());
    open.add(next, due(open.pair(), wait));
    if (open.hasHealed() || open.round() >= Recheck.AFTER.size()) {
      end(open);
      findings.settle(open);
    } else {
      ask(open, wait);
    }
  }

  private void leave(OpenPair open) {
    end(open);
    findings.leaveOut(open.pair().subject(), LeftOut.RESTARTED);
  }

  private void fail(OpenPair open) {
    if (open.isOver()) {
      leave(open);
      return;
    }
    end(open);
    findings.settleByHistory(open.pair(), open.differing(), LeftOut.RECHECK_FAILED);
  }

  /** Gives up on a pair; nothing is said about it. */
  void giveUp(OpenPair open) {
    if (waiting.contains(open)) {
      end(open);
    }
  }

  private void end(OpenPair open) {
    forget(open);
    open.pair().again().done();
  }

  private void forget(OpenPair open) {
    waiting.remove(open);
    bySubject.merge(open.pair().subject().name(), -1, Integer::sum);
    bySubject.remove(open.pair().subject().name(), 0);
  }

  /** Settles what was not answered in time. */
  void sweep() {
    Instant now = clock.instant();
    List<OpenPair> late = waiting.stream().filter(open -> open.due().isBefore(now)).toList();
    late.forEach(this::fail);
  }

  /** Gives up on all; what they were for is given to whoever counts it. */
  List<Pair> close() {
    var open = new ArrayList<>(waiting);
    open.forEach(this::end);
    return open.stream().map(OpenPair::pair).toList();
  }

  int size() {
    return waiting.size();
  }
}
