package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.FieldPath;
import dev.figleaf.rules.NoiseSpec;
import dev.figleaf.rules.Tolerance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers and what rules say about them, in few words. */
final class Answers {
  private Answers() {}

  static Answer json(String body) {
    return answer(200, body, "content-type", "application/json");
  }

  static Answer html(String body) {
    return answer(200, body, "content-type", "text/html; charset=utf-8");
  }

  static Answer xml(String body) {
    return answer(200, body, "content-type", "application/xml");
  }

  static Answer text(String body) {
    return answer(200, body, "content-type", "text/plain");
  }

  static Answer answer(int status, String body, String... headers) {
    return bytes(status, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  static Answer bytes(int status, byte[] body, String... headers) {
    var fields = new ArrayList<HeaderField>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(new HeaderField(headers[i], headers[i + 1]));
    }
    return new Answer(status, fields, new CapturedBody.Whole(body), Duration.ofMillis(5));
  }

  static List<String> differences(Answer control, Answer candidate) {
    return new Said().differences(control, candidate);
  }

  /** What rules say, built up word by word. */
  static final class Said {
    private final List<FieldPath> ignore = new ArrayList<>();
    private final List<FieldPath> sort = new ArrayList<>();
    private final List<FieldPath> pair = new ArrayList<>();
    private final Map<String, Tolerance> tolerance = new LinkedHashMap<>();
    private final List<List<Integer>> equivalent = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private @Nullable String map;

    Said ignore(String path) {
      ignore.add(FieldPath.parse(path));
      return this;
    }

    Said sort(String path) {
      sort.add(FieldPath.parse(path));
      return this;
    }

    Said pair(String path) {
      pair.add(FieldPath.parse(path));
      return this;
    }

    Said tolerance(String path, String by) {
      tolerance.put(path, Tolerance.parse(by));
      return this;
    }

    Said equivalent(Integer... group) {
      equivalent.add(List.of(group));
      return this;
    }

    Said header(String name) {
      headers.add(name);
      return this;
    }

    Said map(String expression) {
      map = expression;
      return this;
    }

    Comparator comparator() {
      return Comparator.of(
          new CompareSpec(
              ignore,
              sort,
              tolerance,
              map,
              equivalent,
              headers,
              NoiseSpec.STANDARD,
              pair,
              List.of(),
              3));
    }

    Comparison compare(Answer control, Answer candidate) {
      return comparator().compare(control, candidate, new Pairs(1_000));
    }

    List<String> differences(Answer control, Answer candidate) {
      return words(compare(control, candidate));
    }
  }

  /** Each difference as {@code VALUE body:$.a 1 2}. */
  static List<String> words(Comparison comparison) {
    return comparison.differences().stream()
        .map(
            one ->
                (one.kind()
                        + " "
                        + one.path()
                        + " "
                        + one.control().text()
                        + " "
                        + one.candidate().text())
                    .strip()
                    .replace("  ", " "))
        .toList();
  }
}
