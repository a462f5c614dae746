package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.history.WeightOverride;
import dev.figleaf.proxy.telemetry.Fact;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Tells of each change in the process log: what, by whom, why. */
final class ChangeLog {
  private static final Logger LOG = LogManager.getLogger(RuleService.class);

  private ChangeLog() {}

  static void tell(RuleEvent event) {
    Fact fact = fact(event.change()).with("revision", event.revision());
    switch (event.change()) {
      case Change.FilesRejected _, Change.Panicked _, Change.RolledBack _ ->
          LOG.warn(with(event, fact));
      case Change.FilesAccepted _, Change.OverrideSet _, Change.OverrideEnded _, Change.Calmed _ ->
          LOG.info(with(event, fact));
    }
  }

  private static Fact fact(Change change) {
    return switch (change) {
      case Change.FilesAccepted files ->
          commit(Fact.of("rules accepted").with("changes", files.diff().size()), files.commit());
      case Change.FilesRejected files ->
          commit(
              Fact.of("rules refused").with("problems", files.problems().size()), files.commit());
      case Change.OverrideSet(WeightOverride override) -> of(override);
      case Change.OverrideEnded(String seam, boolean expired) ->
          Fact.of(expired ? "override expired" : "override lifted").with("seam", seam);
      case Change.RolledBack back -> Fact.of("rolled back").with("to", back.to());
      case Change.Panicked _ -> Fact.of("panic: every seam is on from, shadows are off");
      case Change.Calmed _ -> Fact.of("calm");
    };
  }

  private static Fact of(WeightOverride override) {
    Fact fact =
        Fact.of("override set").with("seam", override.seam()).with("weight", override.weight());
    return override.until() == null ? fact : fact.with("until", override.until());
  }

  private static Fact commit(Fact fact, @Nullable String commit) {
    return commit == null ? fact : fact.with("commit", commit);
  }

  private static Fact with(RuleEvent event, Fact fact) {
    Author author = event.author();
    fact.with("by", author.by()).with("from", author.from()).with("replica", event.replica());
    return author.because() == null ? fact : fact.with("because", author.because());
  }
}
