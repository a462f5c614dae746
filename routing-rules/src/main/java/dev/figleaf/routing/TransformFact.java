package dev.figleaf.routing;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.StatusClass;
import dev.figleaf.rules.TransformSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says in lines what changes at the boundary of an upstream. */
final class TransformFact {
  private TransformFact() {}

  static List<String> of(TransformSpec spec, Action action) {
    var lines = new ArrayList<String>();
    String most = spec.maxBody() == null ? "" : ", up to " + spec.maxBody();
    lines.add("transform for " + upstreams(spec, action) + most);
    add(lines, "request", request(spec.request()));
    add(lines, "answer", answer(spec.response()));
    return lines;
  }

  private static String upstreams(TransformSpec spec, Action action) {
    if (spec.upstream() != null) {
      return spec.upstream();
    }
    return switch (action) {
      case Action.Forward(String to) -> to;
      case Action.Split split -> String.join(", ", split.weights().keySet());
      case Action.Seam(String seam) -> "`to` of the seam " + seam;
      case Action.Redirect _, Action.Respond _, Action.Aggregate _ -> "nobody";
    };
  }

  private static void add(List<String> lines, String what, List<String> words) {
    if (!words.isEmpty()) {
      lines.add("  " + what + ": " + String.join("; ", words));
    }
  }

  private static List<String> request(TransformSpec.RequestChanges request) {
    var words = new ArrayList<String>();
    if (request.body() != null) {
      words.add("body " + oneLine(request.body()));
    }
    words.addAll(headers(request.headers()));
    return words;
  }

  private static List<String> answer(TransformSpec.AnswerChanges response) {
    var words = new ArrayList<String>();
    if (response.body() != null) {
      String on =
          response.on().isEmpty()
              ? "2xx"
              : response.on().stream().map(StatusClass::toString).collect(Collectors.joining(", "));
      words.add("body of " + on + " " + oneLine(response.body()));
    }
    response.status().forEach((from, to) -> words.add(from + " becomes " + to));
    words.addAll(headers(response.headers()));
    return words;
  }

  /** Names alone: values are the place for credentials. */
  private static List<String> headers(TransformSpec.HeaderChanges headers) {
    var words = new ArrayList<String>();
    headers.rename().forEach((from, to) -> words.add(from + " is called " + to));
    headers.remove().forEach(name -> words.add(name + " is removed"));
    headers.set().keySet().forEach(name -> words.add(name + " is set"));
    headers.add().keySet().forEach(name -> words.add(name + " is added"));
    return words;
  }

  private static String oneLine(String expression) {
    return expression.strip().replaceAll("\\s+", " ");
  }
}
