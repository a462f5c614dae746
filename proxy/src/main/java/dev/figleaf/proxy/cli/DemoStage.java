package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.HeapShare;
import dev.figleaf.proxy.ListenAddress;
import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.cli.demo.Ports;
import dev.figleaf.proxy.cli.demo.Samples;
import dev.figleaf.proxy.cli.demo.Screen;
import dev.figleaf.proxy.edge.Limits;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.rules.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a demo plays: both samples, running, and what a facade in front of them is started by. */
final class DemoStage implements AutoCloseable {
  private final boolean freePorts;
  private final Screen screen;
  private final Samples samples;

  private DemoStage(boolean freePorts, Screen screen) throws IOException {
    this.freePorts = freePorts;
    this.screen = screen;
    this.samples = Samples.start(port(8081), port(8082));
  }

  /**
   * Starts the samples.
   *
   * @param freePorts whether to take any free ports rather than the usual ones
   */
  static DemoStage open(boolean freePorts, Screen screen) throws IOException {
    return new DemoStage(freePorts, screen);
  }

  Samples samples() {
    return samples;
  }

  /** A folder that goes when the demo ends. */
  Path folder() {
    return samples.folder();
  }

  private int port(int usual) {
    int port = freePorts ? 0 : Ports.freeOrAny(usual);
    if (!freePorts && port == 0) {
      screen.say(List.of("port " + usual + " is taken; a free one is used in its place"));
    }
    return port;
  }

  /**
   * A facade's config.
   *
   * @param evidence the folder of what is found by comparing
   */
  ProcessConfig config(Path rules, Path evidence) {
    return new ProcessConfig(
        new ListenAddress("127.0.0.1", port(8080)),
        List.of(),
        null,
        Transport.AUTO,
        new ProcessConfig.Admin(new ListenAddress("127.0.0.1", port(9900))),
        rules.toString(),
        null,
        List.of(),
        new ProcessConfig.AccessLog(false, true, null),
        new ProcessConfig.Shadow(new ByteSize(SharedMemory.USUAL_BYTES)),
        new ProcessConfig.Cache(HeapShare.parse("25%")),
        StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + evidence.resolve("figleaf.db"))),
        ProcessConfig.Traffic.USUAL,
        Limits.USUAL,
        Duration.ofSeconds(5),
        null);
  }

  /** The rules find the samples by two variables, wherever they listen. */
  RuleSource source(ProcessConfig config) {
    var environment = new HashMap<>(System.getenv());
    environment.put("MONOLITH_URL", samples.monolithUrl());
    environment.put("CATALOG_URL", samples.catalogUrl());
    return RuleSource.of(config, Map.copyOf(environment));
  }

  @Override
  public void close() throws IOException {
    samples.close();
  }
}
