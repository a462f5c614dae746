package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The headers of a request that an answer was chosen by (RFC 9111 §4.1).
 *
 * @param names in lower case
 * @param values of each of them, as one; empty where the request had none
 */
record Selection(List<String> names, List<String> values) {
  static final Selection NONE = new Selection(List.of(), List.of());

  /** The values that a request has of these headers. */
  static Selection of(List<String> names, HeaderList request) {
    return names.isEmpty()
        ? NONE
        : new Selection(names, names.stream().map(name -> value(name, request)).toList());
  }

  /** What the rules and the answer name, or {@code *} among it. */
  static List<String> names(List<String> ruled, HeaderList answer) {
    if (!answer.contains(HttpHeaderNames.VARY)) {
      return ruled;
    }
    var names = new ArrayList<>(ruled);
    for (String line : answer.all(HttpHeaderNames.VARY)) {
      for (String word : line.split(",", -1)) {
        String name = word.strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !names.contains(name)) {
          names.add(name);
        }
      }
    }
    return List.copyOf(names);
  }

  /** Adds to Vary what the rules name and it does not. */
  static void tell(List<String> ruled, HeaderList answer) {
    if (ruled.isEmpty()) {
      return;
    }
    List<String> said = names(List.of(), answer);
    List<String> unsaid = ruled.stream().filter(name -> !said.contains(name)).toList();
    if (!said.contains("*") && !unsaid.isEmpty()) {
      Stream<String> words =
          answer.all(HttpHeaderNames.VARY).stream()
              .flatMap(line -> Arrays.stream(line.split(",", -1)))
              .map(String::strip)
              .filter(word -> !word.isEmpty());
      answer.set(
          HttpHeaderNames.VARY,
          Stream.concat(words, unsaid.stream()).collect(Collectors.joining(", ")));
    }
  }

  boolean matches(HeaderList request) {
    for (int i = 0; i < names.size(); i++) {
      if (!value(names.get(i), request).equals(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** RFC 9110 §5.3: lines of one name are one list. */
  static String value(String name, HeaderList request) {
    List<String> lines = request.all(name);
    return switch (lines.size()) {
      case 0 -> "";
      case 1 -> lines.getFirst().strip();
      default -> String.join(", ", lines.stream().map(String::strip).toList());
    };
  }
}
