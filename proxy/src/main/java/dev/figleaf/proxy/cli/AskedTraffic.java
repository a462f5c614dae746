package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.rules.Percentage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a facade that runs about its traffic, at its admin listener. */
final class AskedTraffic implements AutoCloseable {
  private final AskedFacade facade;

  AskedTraffic(FacadeOptions options) {
    this.facade = options.asked("or say --recorded FILE --rules OLD-RULES to ask none");
  }

  /** What these texts of rule files would change. */
  DiffView diff(Map<String, String> files, @Nullable Percentage most) {
    ObjectNode body = ViewJson.MAPPER.createObjectNode();
    files.forEach(body.putObject("files")::put);
    if (most != null) {
      body.put("max_moved", most.toString());
    }
    String answer = facade.send("POST", "/api/rules/diff", body).body();
    return AskedFacade.view(AskedFacade.tree(answer), DiffView.class);
  }

  /** Writes what is recorded; returns how many requests there are. */
  long export(Path file) {
    try (Stream<String> lines = facade.lines("/api/traffic/recording", "application/x-ndjson")) {
      return write(lines.iterator(), file);
    } catch (IOException | UncheckedIOException e) {
      throw new ReportFailure(ReportFailure.NO, "cannot write " + file + ": " + e.getMessage());
    }
  }

  private static long write(Iterator<String> lines, Path file) throws IOException {
    long written = -1; // the first line is none of them
    try (BufferedWriter to = Files.newBufferedWriter(file)) {
      while (lines.hasNext()) {
        to.write(lines.next());
        to.write('\n');
        written++;
      }
    }
    return Math.max(0, written);
  }

  @Override
  public void close() {
    facade.close();
  }
}
