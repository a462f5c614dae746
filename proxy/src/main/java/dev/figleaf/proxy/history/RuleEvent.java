package dev.figleaf.proxy.history;

import java.time.Instant;

/**
 * One change of what is live, as it is kept: nothing of it ever changes.
 *
 * @param id unlike that of any other; the same event is never kept twice
 * @param revision its place in the history, from 1; what is live after it is that revision. Where
 *     the store was not asked yet it may move back, for others' that came before
 * @param replica the process that it came from
 */
public record RuleEvent(
    String id, long revision, Instant at, String replica, Author author, Change change) {

  /** The same at another place. */
  public RuleEvent at(long place) {
    return place == revision ? this : new RuleEvent(id, place, at, replica, author, change);
  }
}
