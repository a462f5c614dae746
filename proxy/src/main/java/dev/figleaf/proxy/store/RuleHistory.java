package dev.figleaf.proxy.store;

import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The events that made live what is, as they are kept for all replicas. Blocks: never for event
 * loops. What a method has returned from survives the process. Every method throws {@link
 * StoreUnavailable} where the store is not to be had. Safe to share.
 */
public interface RuleHistory {
  /** Events that one page holds at most. */
  int PAGE = 500;

  /** What follows an event. */
  sealed interface Following {
    /** These, in order; there may be more where they are {@link #PAGE}. */
    record Events(List<RuleEvent> events) implements Following {}

    /** That event is not kept: the history is another one, or ends before it. */
    record Elsewhere(long end) implements Following {}
  }

  /** What is known at its end. */
  Known newest();

  /** What follows what is known. */
  Following follow(long revision, String id);

  /**
   * Adds events, all of them or none, if this is still its end.
   *
   * @param before the end that they follow
   * @param after what is known after them
   * @param texts those that they name, as far as they are to be had
   * @return whether it was
   */
  boolean append(Known before, List<RuleEvent> events, Known after, Collection<RuleTexts> texts);

  /**
   * Goes on from what somebody knows, where the history ends before that: its database was lost, or
   * set back.
   *
   * @param end where it ends
   * @return whether it still did
   */
  boolean found(long end, Known known, Collection<RuleTexts> texts);

  /** Those of these ids that are kept already. */
  Set<String> kept(Collection<String> ids);

  /** Whether there may be anything in it, told without opening it. */
  boolean mayHaveSome();

  /** Events with a lower revision, or all for 0, the newest first; {@link #PAGE} at most. */
  List<RuleEvent> events(long before, int most);

  /** The event of a revision. */
  Optional<RuleEvent> event(long revision);

  /** What was known at a revision. */
  Optional<Known> at(long revision);

  /** What was known at a time. */
  Optional<Known> at(Instant time);

  /** The texts of a rule set. */
  Optional<RuleTexts> texts(String hash);

  /** Says that a replica is there, and what it runs. */
  void beat(ReplicaRow replica);

  /** Those that were seen since then. */
  List<ReplicaRow> replicas(Instant since);

  /** Says that a replica is gone. */
  void leave(String replica);

  /**
   * Deletes some of the oldest that is too much.
   *
   * @return whether more of it is left
   */
  boolean sweep();

  /** Whether others may add to it at any time. */
  boolean isShared();

  /** Calls this, on any thread, when others may have added something; until it is closed. */
  AutoCloseable listen(Runnable added);
}
