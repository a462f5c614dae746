package dev.figleaf.proxy.control;

import dev.figleaf.proxy.control.RuleService.Rejection;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.telemetry.Fact;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files that operators edit, and makes of what changed in them a change of what is live.
 * Reading takes a turn of its own: nobody's panic waits for a slow disk.
 */
final class Reloading implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(RuleService.class);
  private static final int MOST_PROBLEMS = 50;
  private static final int LONGEST_PROBLEM = 500;

  private final RuleFiles files;
  private final LiveRules live;
  private final PastRules past;
  private final HistoryParts parts;
  private final Journal journal;
  private final ProxyEvents events;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Rejection rejection;

  // By the turn of reading.
  private @Nullable String seen;
  private @Nullable String seenTexts;

  // By the history's thread.
  private @Nullable String unfit;

  Reloading(
      RuleFiles files,
      LiveRules live,
      PastRules past,
      HistoryParts parts,
      Journal journal,
      ProxyEvents events,
      InstantSource clock) {
    this.files = files;
    this.live = live;
    this.past = past;
    this.parts = parts;
    this.journal = journal;
    this.events = events;
    this.clock = clock;
  }

  Optional<Rejection> rejection() {
    return Optional.ofNullable(rejection);
  }

  Reload reload() {
    reading.lock();
    try {
      Loaded loaded = files.get();
      if (loaded.hash().equals(seen)) {
        return new Reload.Unchanged();
      }
      Reload reload =
          switch (loaded) {
            case Loaded.Rejected rejected -> reject(rejected);
            case Loaded.Ok ok when live.isRunning() -> change(ok);
            case Loaded.Ok ok -> begin(ok);
          };
      seen = loaded.hash();
      seenTexts = loaded.texts().hash();
      return reload;
    } finally {
      reading.unlock();
    }
  }

  /** The first rules of this process: what the history knows of comes with them. */
  private Reload begin(Loaded.Ok loaded) {
    Recovered known = Recovered.of(parts, journal);
    LiveState state = live.recover(known.kept(), known.waiting());
    String hash = loaded.texts().hash();
    boolean isOfHistory = hash.equals(state.hash());
    boolean isRolledBack = state.rollback() != null && hash.equals(state.folder());
    Loaded.@Nullable Ok before = isOfHistory ? loaded : load(known.texts(state.hash(), parts));
    Running _ = live.run(isRolledBack && before != null ? before : loaded);
    if (!isOfHistory && !(isRolledBack && before != null)) {
      accept(loaded, before == null ? null : before.rules());
    }
    return accepted(loaded);
  }

  private Loaded.@Nullable Ok load(Optional<RuleTexts> texts) {
    return texts.map(files::get).orElse(null) instanceof Loaded.Ok ok ? ok : null;
  }

  private Reload change(Loaded.Ok loaded) {
    LiveState state = live.running().state();
    String hash = loaded.texts().hash();
    if (hash.equals(state.folder()) && !hash.equals(seenTexts)) {
      // Another replica was told of these files before.
      boolean _ = live.settle(loaded);
      rejection = null;
      return new Reload.Unchanged();
    }
    accept(loaded, live.running().written().rules());
    return accepted(loaded);
  }

  private void accept(Loaded.Ok loaded, @Nullable RuleSet before) {
    var commit = GitCommit.of(files.place());
    var diff = new ArrayList<String>();
    LiveState state = live.running().state();
    if (state.rollback() != null) {
      diff.add("supersedes the rollback, revision " + state.rollback().revision());
    }
    if (before != null) {
      diff.addAll(RuleChanges.between(before, loaded.rules()));
    }
    var change =
        new Change.FilesAccepted(
            loaded.texts().hash(), commit.map(GitCommit::id).orElse(null), diff);
    var _ = live.find("files|" + loaded.texts().hash(), author(commit), change, loaded);
  }

  private static Author author(Optional<GitCommit> commit) {
    return commit.map(it -> new Author(it.author(), "files", null)).orElse(Author.FILES);
  }

  private Reload accepted(Loaded.Ok loaded) {
    rejection = null;
    loaded.warnings().forEach(warning -> LOG.warn("rules: {}", warning));
    Snapshot snapshot = live.running().snapshot();
    LOG.info(
        Fact.of("rules are live")
            .with("revision", snapshot.revision())
            .with("routes", snapshot.rules().routes().size()));
    return new Reload.Accepted(snapshot, loaded.warnings());
  }

  private Reload reject(Loaded.Rejected loaded) {
    List<Problem> problems = loaded.problems();
    rejection = new Rejection(clock.instant(), problems);
    problems.forEach(problem -> LOG.error("rules rejected: {}", problem));
    String hash = loaded.texts().hash();
    if (!live.isRunning()) {
      events.rulesRejected();
    } else if (!hash.equals(live.running().state().folder()) || hash.equals(seenTexts)) {
      var commit = GitCommit.of(files.place());
      var change =
          new Change.FilesRejected(hash, commit.map(GitCommit::id).orElse(null), bounded(problems));
      var _ = live.find("refused|" + hash, author(commit), change, live.running().written());
    }
    return new Reload.Rejected(problems);
  }

  private static List<String> bounded(List<Problem> problems) {
    return problems.stream()
        .limit(MOST_PROBLEMS)
        .map(Problem::toString)
        .map(text -> text.length() > LONGEST_PROBLEM ? text.substring(0, LONGEST_PROBLEM) : text)
        .toList();
  }

  /** Gets the files of this hash to run, which another replica made live. */
  void settle(String hash) {
    if (hash.equals(unfit)) {
      return;
    }
    switch (past.written(live.running().state()).orElse(null)) {
      case null -> unfit(hash, "they are not kept");
      case Loaded.Rejected rejected -> unfit(hash, rejected.problems().toString());
      case Loaded.Ok ok -> {
        unfit = null;
        boolean _ = live.settle(ok);
      }
    }
  }

  private void unfit(String hash, String why) {
    unfit = hash;
    LOG.error(
        "history: the files that another replica made live cannot run here ({}); those of before"
            + " go on",
        why);
  }

  @Override
  public void close() {
    journal.close();
  }
}
