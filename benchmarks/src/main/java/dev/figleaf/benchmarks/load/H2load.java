package dev.figleaf.benchmarks.load;

import dev.figleaf.benchmarks.peer.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * h2load: HTTP/2 over TLS, as many requests as get through, ten streams at a time on each
 * connection.
 *
 * <p>It prints no percentiles; they come from its log of requests (start in µs, status, µs).
 */
public record H2load(Tool tool) implements Generator {
  private static final int STREAMS = 10;
  private static final Pattern REQUESTS =
      Pattern.compile("requests: .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored");

  @Override
  public Answers run(Site site, Load load, int seconds) throws IOException, InterruptedException {
    Path log = tool.folder().resolve("h2load.requests");
    Files.deleteIfExists(log);
    var command = new ArrayList<>(List.of("h2load", "-t1", "-c" + load.connections()));
    command.addAll(List.of("-m" + STREAMS, "--duration=" + seconds, "--log-file=" + log));
    command.addAll(load.options("-H"));
    command.add(site.tlsUrl() + site.lastPrefix() + load.path());
    return parse(tool.run("h2load", command, seconds), latencies(log), seconds);
  }

  private static long[] latencies(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.mapToLong(line -> Long.parseLong(line.split("\t", -1)[2])).sorted().toArray();
    }
  }

  static Answers parse(String said, long[] micros, int seconds) {
    var requests = REQUESTS.matcher(said);
    if (!requests.find() || micros.length == 0) {
      throw new IllegalStateException("h2load said: " + said);
    }
    return new Answers(
        micros.length,
        Long.parseLong(requests.group(1)),
        Long.parseLong(requests.group(2)) + Long.parseLong(requests.group(3)),
        seconds,
        at(micros, 0.5),
        at(micros, 0.99),
        Arrays.stream(micros).max().orElseThrow() / 1e3);
  }

  /** In milliseconds. */
  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e3;
  }
}
