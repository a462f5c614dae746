package dev.figleaf.proxy;

import dev.figleaf.proxy.cache.CacheMemory;
import dev.figleaf.proxy.control.RuleService;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A facade with a history that outlives it, and rules in a folder of its own. */
final class Replica implements AutoCloseable {
  static final Author ANN = new Author("ann", "api 127.0.0.1", "error spike");

  private final Path folder;
  private final Facade facade;

  private Replica(Path folder, Facade facade) {
    this.folder = folder;
    this.facade = facade;
  }

  /**
   * Starts one.
   *
   * @param folder of its rules, {@code rules.yaml}, which is made if there is none
   */
  static Replica start(String name, Path folder, StoreSettings store) throws IOException {
    Files.createDirectories(folder);
    if (!Files.exists(folder.resolve("rules.yaml"))) {
      Files.writeString(folder.resolve("rules.yaml"), rules(10));
    }
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), name),
            1,
            Transport.AUTO,
            new Folder(folder),
            null,
            new AccessLog.Options(false, false, null),
            new Facade.Keeping(SharedMemory.USUAL_BYTES, CacheMemory.USUAL_BYTES, store),
            null);
    return switch (Facade.start(options)) {
      case Facade.Started.Ok(Facade facade, _) -> new Replica(folder, facade);
      case Facade.Started.Rejected(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private record Folder(Path folder) implements RuleFiles {
    private static final RuleLoader LOADER =
        new RuleLoader(new RuleReader(Environment.of(Map.of())));

    @Override
    public Loaded get() {
      return LOADER.load(folder);
    }

    @Override
    public Loaded get(RuleTexts texts) {
      return LOADER.load(texts, folder);
    }

    @Override
    public Optional<Path> place() {
      return Optional.of(folder);
    }
  }

  static String rules(int weight) {
    return """
    version: 1
    upstreams: { monolith: { url: "http://127.0.0.1:1" }, catalog: { url: "http://127.0.0.1:2" } }
    seams:
      catalog: { from: monolith, to: catalog, weight: %d%% }
      orders: { from: monolith, to: catalog, weight: 0%% }
    routes:
      - { match: /**, seam: catalog }
      - { match: /orders/**, seam: orders }
    """
        .formatted(weight);
  }

  static StoreSettings with(StoreSettings store, Path journal) {
    return new StoreSettings(
        store.url(),
        store.user(),
        store.password(),
        store.keep(),
        store.maxSize(),
        journal.toString());
  }

  Facade facade() {
    return facade;
  }

  RuleService rules() {
    return facade.rules();
  }

  /** Writes other rules, in one step, and has them read. */
  void write(int weight) {
    try {
      Path next = folder.resolve(".next");
      Files.writeString(next, rules(weight));
      Files.move(next, folder.resolve("rules.yaml"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rules().reload();
  }

  /** What holds for a seam now. */
  int weight(String seam) {
    return weight(rules().live().rules(), seam);
  }

  static int weight(RuleSet rules, String seam) {
    return Objects.requireNonNull(rules.seams().get(seam)).weight().thousandths() / 1000;
  }

  static Percentage percent(int number) {
    return new Percentage(number * 1000);
  }

  @Override
  public void close() throws IOException {
    facade.close();
  }
}
