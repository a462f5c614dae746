package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Known;
import dev.figleaf.proxy.store.Patience;
import dev.figleaf.proxy.store.RuleHistory;
import dev.figleaf.proxy.store.StoreUnavailable;
import dev.figleaf.rules.RuleTexts;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the history when a process begins: what the journal says, and what the store
 * says where it may know more. A store that does not answer soon is not waited for.
 *
 * @param kept what the store has, as far as is known
 * @param waiting what it does not have, as far as is known
 * @param named texts that were at hand
 */
record Recovered(Known kept, List<Journal.Waiting> waiting, List<RuleTexts> named) {
  private static final Logger LOG = LogManager.getLogger(Recovered.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  static Recovered of(HistoryParts parts, Journal journal) {
    Journal.Found found = journal.read();
    Journal.@Nullable Checkpoint checkpoint = found.checkpoint();
    Known here = checkpoint == null ? Known.NOTHING : checkpoint.known();
    List<RuleTexts> named =
        Stream.concat(
                Stream.ofNullable(checkpoint == null ? null : checkpoint.texts()),
                found.waiting().stream().map(Journal.Waiting::texts).filter(Objects::nonNull))
            .toList();
    RuleHistory history = parts.history();
    boolean asks =
        history.isShared()
            || (history.mayHaveSome() && (checkpoint == null || journal.hasOthers()));
    Optional<Known> store = asks ? soon(history::newest) : Optional.empty();
    if (store.isEmpty() || store.get().revision() < here.revision()) {
      return new Recovered(here, found.waiting(), named);
    }
    Optional<Set<String>> kept = soon(() -> history.kept(HistoryKeeper.ids(found.waiting())));
    return kept.isEmpty()
        ? new Recovered(here, found.waiting(), named)
        : new Recovered(
            store.get(),
            found.waiting().stream().filter(one -> !kept.get().contains(one.event().id())).toList(),
            named);
  }

  /** The texts of this hash, where they can be had. */
  Optional<RuleTexts> texts(@Nullable String hash, HistoryParts parts) {
    if (hash == null) {
      return Optional.empty();
    }
    return named.stream()
        .filter(texts -> texts.hash().equals(hash))
        .findFirst()
        .or(() -> soon(() -> parts.history().texts(hash)).flatMap(found -> found));
  }

  private static <T> Optional<T> soon(Supplier<T> question) {
    try {
      return Optional.of(Patience.within(PATIENCE, question));
    } catch (StoreUnavailable e) {
      LOG.warn("history: {}; what the journal knows is live", e.getMessage());
      return Optional.empty();
    }
  }
}
