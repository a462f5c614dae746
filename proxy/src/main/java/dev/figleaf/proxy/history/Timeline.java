package dev.figleaf.proxy.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The history as one replica knows it: what is kept for all, and after it what happened here and is
 * not kept yet. Whatever others keep in between comes before the latter, which is numbered anew; so
 * all replicas end with the same state. Not safe to share.
 */
public final class Timeline {
  private Known kept;
  private final List<RuleEvent> waiting;
  private LiveState live;

  /** Goes on from here. Those that wait are numbered anew. */
  public Timeline(Known kept, List<RuleEvent> waiting) {
    this.kept = kept;
    this.waiting = new ArrayList<>(waiting);
    this.live = kept.state();
    renumber();
  }

  /** What is live: all events, those that wait too. */
  public LiveState live() {
    return live;
  }

  /** The end of what is kept for all. */
  public Known kept() {
    return kept;
  }

  /** The id of the last event; empty before the first. */
  public String lastId() {
    return waiting.isEmpty() ? kept.id() : waiting.getLast().id();
  }

  /** What happened here and is not kept yet, in order. */
  public List<RuleEvent> waiting() {
    return List.copyOf(waiting);
  }

  /** Adds what happened here; its revision is that after the last. */
  public void add(RuleEvent event) {
    live = live.after(event);
    waiting.add(event);
  }

  /**
   * Takes what is kept after the end, in order: events of others, and of here.
   *
   * @return those that became live with it: others', and of here those that have another revision
   *     now
   */
  public List<RuleEvent> follow(List<RuleEvent> more) {
    List<RuleEvent> before = List.copyOf(waiting);
    for (RuleEvent event : more) {
      kept = kept.after(event);
    }
    Set<String> ids = more.stream().map(RuleEvent::id).collect(Collectors.toSet());
    waiting.removeIf(event -> ids.contains(event.id()));
    renumber();
    var told = new HashSet<>(before);
    return Stream.concat(more.stream(), waiting.stream())
        .filter(event -> !told.contains(event))
        .toList();
  }

  /**
   * Takes another history for the one that is kept.
   *
   * @param ids those of what waits that are in it
   */
  public void replace(Known other, Set<String> ids) {
    kept = other;
    waiting.removeIf(event -> ids.contains(event.id()));
    renumber();
  }

  /** Lets what waits count as kept, because there is no room for it. */
  public void giveUpWaiting() {
    for (RuleEvent event : waiting) {
      kept = kept.after(event);
    }
    waiting.clear();
  }

  private void renumber() {
    live = kept.state();
    for (int i = 0; i < waiting.size(); i++) {
      RuleEvent event = waiting.get(i).at(live.revision() + 1);
      waiting.set(i, event);
      live = live.after(event);
    }
  }
}
