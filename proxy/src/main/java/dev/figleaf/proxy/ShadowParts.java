package dev.figleaf.proxy;

import dev.figleaf.proxy.admin.ShadowSources;
import dev.figleaf.proxy.shadow.Finding;
import dev.figleaf.proxy.shadow.Judge;
import dev.figleaf.proxy.shadow.JudgeEvents;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.Shadowing;
import dev.figleaf.proxy.shadow.Subjects;
import dev.figleaf.proxy.store.EvidenceLog;
import dev.figleaf.proxy.store.EvidenceWriter;
import dev.figleaf.proxy.store.InventoryLog;
import dev.figleaf.proxy.store.RuleHistory;
import dev.figleaf.proxy.store.SqlEvidenceLog;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.telemetry.MicrometerEvents;
import dev.figleaf.proxy.telemetry.StoreFigures;
import dev.figleaf.proxy.upstream.SharedMemory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What shadowing is made of beside the data plane: who judges, what is kept, and the threads of
 * both. They end in this order, so that what was judged last is kept, too.
 */
final class ShadowParts implements AutoCloseable {
  private final Shadowing shadowing;
  private final @Nullable Store store;

  private record Store(SqlEvidenceLog log, EvidenceWriter writer, CandidacyFollower follower) {}

  private ShadowParts(Shadowing shadowing, @Nullable Store store) {
    this.shadowing = shadowing;
    this.store = store;
  }

  /** Starts them. A store that is not to be had stops nobody. */
  static ShadowParts start(Facade.Keeping keeping, MicrometerEvents events) {
    InstantSource clock = InstantSource.system();
    var memory = new SharedMemory(keeping.copies());
    events.shadowMemory(memory::held);
    StoreSettings settings = keeping.store();
    var subjects =
        new Subjects(clock, settings == null ? Duration.ZERO : CandidacyFollower.PATIENCE);
    Store store = settings == null ? null : open(settings, clock, subjects);
    if (store != null) {
      events.store(figures(store.writer));
    }
    var judge =
        new Judge(
                subjects,
                clock,
                batch -> {
                  if (store != null) {
                    store.writer.offer(batch);
                  }
                },
                counting(events))
            .start();
    return new ShadowParts(new Shadowing(subjects, judge, memory), store);
  }

  private static Store open(StoreSettings settings, InstantSource clock, Subjects subjects) {
    var log = new SqlEvidenceLog(settings, clock);
    return new Store(log, EvidenceWriter.start(log), CandidacyFollower.start(log, subjects));
  }

  private static StoreFigures figures(EvidenceWriter writer) {
    return new StoreFigures() {
      @Override
      public boolean up() {
        return writer.state().up();
      }

      @Override
      public long written() {
        return writer.state().written();
      }

      @Override
      public long lost() {
        return writer.state().lost();
      }

      @Override
      public long waiting() {
        return writer.state().waiting();
      }
    };
  }

  private static JudgeEvents counting(MicrometerEvents events) {
    return new JudgeEvents() {
      @Override
      public void found(String subject, Finding finding) {
        events
            .knownShadow(subject)
            .ifPresent(meters -> meters.found(finding.name().toLowerCase(Locale.ROOT), 1));
      }

      @Override
      public void failed(String subject, String code, long count) {
        events.knownShadow(subject).ifPresent(meters -> meters.found("failed", count));
      }

      @Override
      public void leftOut(String subject, String reason, long count) {
        events.knownShadow(subject).ifPresent(meters -> meters.leftOut(reason, count));
      }
    };
  }

  Shadowing shadowing() {
    return shadowing;
  }

  /** What is kept; empty where nothing is. */
  Optional<EvidenceLog> log() {
    return Optional.ofNullable(store).map(Store::log);
  }

  /** The inventory of endpoints, in the same database; empty where there is none. */
  Optional<InventoryLog> inventory() {
    return Optional.ofNullable(store).map(it -> it.log.inventory());
  }

  /** The history of the rules, in the same database; empty where there is none. */
  Optional<RuleHistory> history() {
    return Optional.ofNullable(store).map(it -> it.log.history());
  }

  /** What operators are told of candidates; empty where nothing is kept. */
  Optional<ShadowSources> sources() {
    InstantSource clock = InstantSource.system();
    return log()
        .map(
            log ->
                new ShadowSources(
                    Reports.of(log, clock),
                    clock,
                    shadowing.subjects()::restart,
                    shadowing.judge()::record));
  }

  /** Waits until what was judged so far is kept, or the time is over. */
  boolean flush(Duration most) throws InterruptedException {
    return store == null || store.writer.flush(most);
  }

  @Override
  public void close() {
    shadowing.judge().close();
    if (store != null) {
      store.follower.close();
      store.writer.close();
      store.log.close();
    }
  }
}
