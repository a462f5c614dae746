package dev.figleaf.benchmarks.load;

import dev.figleaf.benchmarks.peer.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Hyperfoil: GETs at a fixed rate, whether or not those before were answered.
 *
 * <p>So a proxy that stalls is charged with everything that it keeps waiting (no coordinated
 * omission). It runs in a JVM of its own, because it brings other versions of Netty and Vert.x.
 *
 * @param home its built module
 * @param rate requests a second
 */
public record Hyperfoil(Tool tool, Path home, int rate) implements Generator {
  /** Before what counts: the generator is a JVM, too. */
  public static final int WARM_SECONDS = 3;

  @Override
  public Answers run(Site site, Load load, int seconds) throws IOException, InterruptedException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Xmn160m",
            "-cp",
            home.resolve("target/classes") + ":" + home.resolve("target/lib") + "/*",
            "dev.figleaf.benchmarks.hyperfoil.FixedRate",
            site.url(),
            Integer.toString(rate),
            Integer.toString(WARM_SECONDS),
            Integer.toString(seconds),
            site.lastPrefix() + load.path());
    return parse(tool.run("hyperfoil", command, seconds + WARM_SECONDS), seconds);
  }

  static Answers parse(String said, int seconds) {
    String[] figures = Tool.answers("hyperfoil", said);
    return new Answers(
        Long.parseLong(figures[1]),
        Long.parseLong(figures[2]),
        Long.parseLong(figures[3]),
        seconds,
        Double.parseDouble(figures[4]),
        Double.parseDouble(figures[5]),
        Double.parseDouble(figures[6]));
  }
}
