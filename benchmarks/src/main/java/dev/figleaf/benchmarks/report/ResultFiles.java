package dev.figleaf.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The results in a folder: {@code results.md} for people, {@code results.json} with every round's
 * value.
 *
 * @param facts of the machine and the run
 */
public record ResultFiles(Path folder, Map<String, String> facts) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Writes all of them anew, so that a run that breaks off leaves what it has. */
  public void write(List<Result> results) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.md"), markdown(results));
    var document = new LinkedHashMap<String, Object>();
    document.put("run", facts);
    document.put("scenarios", results.stream().map(ResultFiles::json).toList());
    Files.write(folder.resolve("results.json"), JSON.writeValueAsBytes(document));
  }

  /** All of it as one text. */
  public String markdown(List<Result> results) {
    return facts.entrySet().stream()
            .map(fact -> "- %s: %s\n".formatted(fact.getKey(), fact.getValue()))
            .collect(Collectors.joining())
        + "\n"
        + results.stream().map(Markdown::of).collect(Collectors.joining("\n"));
  }

  private static Map<String, Object> json(Result result) {
    var json = new LinkedHashMap<String, Object>();
    json.put("scenario", result.scenario());
    json.put("measure", result.measure());
    json.put("peers", result.peers().stream().map(peer -> json(result, peer)).toList());
    json.put("notes", result.notes());
    return json;
  }

  private static Map<String, Object> json(Result result, Measured peer) {
    var rounds = new TreeMap<String, Object>();
    peer.values().forEach((figure, values) -> rounds.put(figure.title(), values));
    var json = new LinkedHashMap<String, Object>();
    json.put("peer", peer.peer());
    json.put("rounds", rounds);
    result.ratio(peer, result.compared()).ifPresent(ratio -> json.put("ratio", ratio));
    return json;
  }
}
