package dev.figleaf.proxy.store;

import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.rules.RuleTexts;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A history that ends with the process, for a facade without a store: the last 1,000 events. */
public final class MemoryRuleHistory implements RuleHistory {
  static final int MOST_EVENTS = 1_000;
  static final long MOST_CHARACTERS = 32 << 20;

  private final ArrayDeque<RuleEvent> events = new ArrayDeque<>();
  private final Map<String, RuleTexts> texts = new HashMap<>();
  private Known base = Known.NOTHING;
  private Known end = Known.NOTHING;

  @Override
  public synchronized Known newest() {
    return end;
  }

  @Override
  public synchronized Following follow(long revision, String id) {
    return end.revision() == revision && end.id().equals(id)
        ? new Following.Events(List.of())
        : new Following.Elsewhere(end.revision());
  }

  @Override
  public synchronized boolean append(
      Known before, List<RuleEvent> more, Known after, Collection<RuleTexts> named) {
    if (!before.equals(end)) {
      return false;
    }
    events.addAll(more);
    end = after;
    while (events.size() > MOST_EVENTS) {
      base = base.after(events.removeFirst());
    }
    named.forEach(one -> texts.put(one.hash(), one));
    forget();
    return true;
  }

  /** Texts that nothing names any more go; then, for room, those that were live longest ago. */
  private void forget() {
    var wanted = new HashSet<String>();
    long characters = 0;
    for (String hash : newestFirst()) {
      @Nullable RuleTexts kept = texts.get(hash);
      if (kept != null && !wanted.contains(hash)) {
        characters += kept.length();
        if (characters <= MOST_CHARACTERS) {
          wanted.add(hash);
        }
      }
    }
    texts.keySet().retainAll(wanted);
  }

  private List<String> newestFirst() {
    var hashes = new ArrayList<String>();
    add(hashes, end.state().hash());
    for (Iterator<RuleEvent> it = events.descendingIterator(); it.hasNext(); ) {
      add(hashes, it.next().change().liveHash());
    }
    add(hashes, base.state().hash());
    return hashes;
  }

  private static void add(List<String> hashes, @Nullable String hash) {
    if (hash != null) {
      hashes.add(hash);
    }
  }

  @Override
  public synchronized boolean found(long at, Known known, Collection<RuleTexts> named) {
    if (at != end.revision()) {
      return false;
    }
    events.clear();
    base = known;
    end = known;
    named.forEach(one -> texts.put(one.hash(), one));
    return true;
  }

  @Override
  public synchronized Set<String> kept(Collection<String> ids) {
    return events.stream().map(RuleEvent::id).filter(ids::contains).collect(Collectors.toSet());
  }

  @Override
  public boolean mayHaveSome() {
    return false;
  }

  @Override
  public synchronized List<RuleEvent> events(long before, int most) {
    return events.reversed().stream()
        .filter(event -> before == 0 || event.revision() < before)
        .limit(Math.min(most, PAGE))
        .toList();
  }

  @Override
  public synchronized Optional<RuleEvent> event(long revision) {
    return events.stream().filter(event -> event.revision() == revision).findFirst();
  }

  @Override
  public synchronized Optional<Known> at(long revision) {
    if (revision > end.revision() || revision < Math.max(1, base.revision())) {
      return Optional.empty();
    }
    Known known = base;
    for (RuleEvent event : events) {
      known = event.revision() <= revision ? known.after(event) : known;
    }
    return Optional.of(known);
  }

  @Override
  public synchronized Optional<Known> at(Instant time) {
    return events.reversed().stream()
        .filter(event -> !event.at().isAfter(time))
        .findFirst()
        .flatMap(event -> at(event.revision()));
  }

  @Override
  public synchronized Optional<RuleTexts> texts(String hash) {
    return Optional.ofNullable(texts.get(hash));
  }

  @Override
  public void beat(ReplicaRow replica) {}

  @Override
  public List<ReplicaRow> replicas(Instant since) {
    return List.of();
  }

  @Override
  public void leave(String replica) {}

  @Override
  public boolean sweep() {
    return false;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public AutoCloseable listen(Runnable added) {
    return () -> {};
  }
}
