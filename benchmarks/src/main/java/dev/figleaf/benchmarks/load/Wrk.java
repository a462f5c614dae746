package dev.figleaf.benchmarks.load;

import dev.figleaf.benchmarks.peer.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * wrk: as many requests as get through, one after the other on each connection.
 *
 * <p>So its latencies are those of a proxy that has all it can do; they are no service level.
 */
public record Wrk(Tool tool) implements Generator {
  private static final String SCRIPT =
      """
      wrk.method = "%s"
      %s
      %s
      done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format("ANSWERS %%d %%d %%d %%f %%f %%f\\n", summary.requests,
          e.status + e.connect + e.read + e.write + e.timeout, summary.duration,
          latency:percentile(50), latency:percentile(99), latency.max))
      end
      """;

  @Override
  public Answers run(Site site, Load load, int seconds) throws IOException, InterruptedException {
    Path script = Files.writeString(tool.folder().resolve("wrk.lua"), script(load));
    String url = site.url() + site.lastPrefix() + load.path();
    return parse(
        tool.run(
            "wrk",
            List.of(
                "wrk", "-t1", "-c" + load.connections(), "-d" + seconds + "s", "-s" + script, url),
            seconds));
  }

  private static String script(Load load) {
    String headers =
        load.headers().entrySet().stream()
            .map(
                header ->
                    "wrk.headers[%s] = %s".formatted(lua(header.getKey()), lua(header.getValue())))
            .sorted()
            .collect(Collectors.joining("\n"));
    String body =
        load.bodyBytes() == 0 ? "" : "wrk.body = string.rep(\"x\", %d)".formatted(load.bodyBytes());
    return SCRIPT.formatted(load.bodyBytes() == 0 ? "GET" : "POST", headers, body);
  }

  private static String lua(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  static Answers parse(String said) {
    String[] figures = Tool.answers("wrk", said);
    return new Answers(
        Long.parseLong(figures[1]),
        Long.parseLong(figures[1]),
        Long.parseLong(figures[2]),
        Long.parseLong(figures[3]) / 1e6,
        Double.parseDouble(figures[4]) / 1e3,
        Double.parseDouble(figures[5]) / 1e3,
        Double.parseDouble(figures[6]) / 1e3);
  }
}
