package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to what is live, and what they ask of how it came to be.
 *
 * <p>Everything but {@link #state}, {@link #written} and {@link #listen} may block, for 2 s at
 * most, and is called on threads that may. Where a method takes {@code expected}, it is the
 * revision that the operator looked at; null does not ask. Safe to share.
 */
public interface RuleOperations {

  /** What is live here now. Never blocks. */
  LiveState state();

  /** The live rules as they are written: without overrides, without panic. Never blocks. */
  RuleSet written();

  /**
   * Gives a seam a weight of its own until its time is over or somebody lifts it.
   *
   * @param span at most 366 days, or null for no end
   */
  Changed override(
      Author author,
      String seam,
      Percentage weight,
      @Nullable Duration span,
      @Nullable Long expected);

  /** Lifts the override of a seam. */
  Changed lift(Author author, String seam, @Nullable Long expected);

  /** Every seam back to {@code from}, shadows off. Again: refused, {@code panicked-already}. */
  Changed panic(Author author);

  /** Ends that. */
  Changed calm(Author author);

  /** Makes live what was so at a revision. */
  Changed rollback(Author author, long revision, @Nullable Long expected);

  /**
   * Events, the newest first.
   *
   * @param before only those with a lower revision, or 0 for all
   * @param most at most this many, up to 500
   */
  List<RuleEvent> history(long before, int most);

  /** The event of a revision. */
  Optional<RuleEvent> event(long revision);

  /** What was live at a time; empty where that is before the history begins. */
  Optional<LiveState> at(Instant time);

  /** What was live at a revision; empty where there is none. */
  Optional<LiveState> at(long revision);

  /**
   * The rules of a state: its files with its overrides and its panic. Empty where they are gone.
   */
  Optional<Loaded.Ok> rules(LiveState state);

  /** The texts of its files by name, as they were written. Empty where they are gone. */
  SortedMap<String, String> files(LiveState state);

  /** All replicas that share the history and were heard of within a minute, this one first. */
  List<Replica> replicas();

  /** Whether the store can be reached, and how many events wait for it on disk. */
  Keeping keeping();

  /**
   * Tells of each event that becomes live here, in order, on any thread; must not block. One that
   * happened here is told again, under its new revision, where another replica's came before it.
   *
   * @return ends it
   */
  AutoCloseable listen(Consumer<RuleEvent> to);

  /**
   * A process that shares the history.
   *
   * @param revision what it runs
   * @param seen when it last said so
   */
  record Replica(String name, long revision, Instant seen, boolean self) {}

  /**
   * How it stands with the keeping of events.
   *
   * @param shared whether other replicas see them
   */
  record Keeping(boolean up, boolean shared, long waiting) {}
}
