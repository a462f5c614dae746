package dev.figleaf.proxy.control;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.shadow.Judge;
import dev.figleaf.proxy.shadow.JudgeEvents;
import dev.figleaf.proxy.shadow.Shadowing;
import dev.figleaf.proxy.shadow.Subjects;
import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.proxy.upstream.UpstreamRegistry;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever way a file is saved, the rules follow; whatever is in it, the last good ones serve. */
class RuleFolderWatcherTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private RuleService service;
  private @Nullable RuleFolderWatcher watcher;

  @BeforeEach
  void makeService() {
    var loader = new RuleLoader(new RuleReader(Environment.system()));
    var registry = new UpstreamRegistry(1, ProxyEvents.NOOP);
    var compiler =
        new RuleCompiler(
            registry,
            ProxyEvents.NOOP,
            "figleaf-test",
            InstantSource.system(),
            shadowing(),
            new Caches(ProxyEvents.NOOP));
    service =
        new RuleService(
            () -> loader.load(folder), compiler, ProxyEvents.NOOP, InstantSource.system());
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
    if (watcher != null) {
      watcher.close();
    }
  }

  @Test
  void followsAFileThatIsWrittenInPlace() throws IOException {
    save("shop.yaml", rules(20));
    watch();

    save("shop.yaml", rules(30));
    awaitWeight(30);
  }

  @Test
  void followsAnEditorThatRenames() throws IOException {
    save("shop.yaml", rules(20));
    watch();

    save("shop.yaml~", rules(40));
    Files.move(folder.resolve("shop.yaml~"), folder.resolve("shop.yaml"), REPLACE_EXISTING);
    awaitWeight(40);
  }

  @Test
  void followsTheSwapOfAConfigMap() throws IOException {
    configMap("..2026_11_23_1", rules(20));
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_23_1"));
    Files.createSymbolicLink(folder.resolve("shop.yaml"), Path.of("..data/shop.yaml"));
    watch();

    configMap("..2026_11_23_2", rules(50));
    Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_11_23_2"));
    Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), ATOMIC_MOVE);
    awaitWeight(50);
  }

  @Test
  void followsAFileThatIsNewInTheFolder() throws IOException {
    save("shop.yaml", rules(20));
    watch();

    save("more.yaml", "version: 1\nroutes: [{ match: /more, respond: 204 }]\n");
    await().atMost(PATIENCE).until(() -> service.live().rules().routes().size() == 2);
  }

  @Test
  void keepsServingWhileAFileIsHalfWritten() throws IOException {
    save("shop.yaml", rules(20));
    watch();

    save("shop.yaml", rules(60).substring(0, 120));
    await().atMost(PATIENCE).until(() -> service.rejection().isPresent());
    assertThat(weight()).isEqualTo(new Percentage(20_000));

    save("shop.yaml", rules(60));
    awaitWeight(60);
    assertThat(service.rejection()).isEmpty();
    assertThat(service.live().revision()).as("what was refused has one, too").isEqualTo(3);
  }

  private void watch() throws IOException {
    assertThat(service.reload()).isInstanceOf(Reload.Accepted.class);
    watcher = new RuleFolderWatcher(folder, service::reload, Duration.ofHours(1));
  }

  private void awaitWeight(int percent) {
    await().atMost(PATIENCE).until(() -> weight().equals(new Percentage(percent * 1000)));
  }

  private Percentage weight() {
    return Objects.requireNonNull(service.live().rules().seams().get("catalog")).weight();
  }

  private void save(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void configMap(String version, String text) throws IOException {
    Files.createDirectory(folder.resolve(version));
    Files.writeString(folder.resolve(version).resolve("shop.yaml"), text);
  }

  private static String rules(int weight) {
    return """
    version: 1
    upstreams:
      monolith: { url: "http://127.0.0.1:1" }
      catalog: { url: "http://127.0.0.1:2" }
    seams:
      catalog: { from: monolith, to: catalog, weight: %d%% }
    routes:
      - { match: /**, seam: catalog }
    """
        .formatted(weight);
  }

  /** Rules without shadows never call it. */
  private static Shadowing shadowing() {
    var subjects = new Subjects(InstantSource.system());
    var judge = new Judge(subjects, InstantSource.system(), _ -> {}, JudgeEvents.NONE);
    return new Shadowing(subjects, judge, new SharedMemory(0));
  }
}
