package dev.figleaf.rules;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with the transform of one route as a whole. */
final class TransformValidator {
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

  private final RuleValidator names;
  private final Origins origins;
  private final Problems problems;

  TransformValidator(RuleValidator names, Origins origins, Problems problems) {
    this.names = names;
    this.origins = origins;
    this.problems = problems;
  }

  void validate(RouteSpec route, TransformSpec transform, String path) {
    upstream(route, transform, path + ".for");
    bodies(transform, path);
    request(route, transform.request(), path + ".request");
    response(transform.response(), path + ".response");
  }

  private void upstream(RouteSpec route, TransformSpec transform, String path) {
    if (transform.upstream() == null) {
      return;
    }
    Set<String> asked = asked(route);
    if (!asked.isEmpty() && !asked.contains(transform.upstream())) {
      error(
          path,
          "no request of this route goes to "
              + Quoted.of(transform.upstream())
              + Nearest.hint(transform.upstream(), asked));
    }
  }

  /** Every upstream that requests of the route may go to; none where that is not known. */
  private Set<String> asked(RouteSpec route) {
    var asked = new LinkedHashSet<String>();
    switch (route.action()) {
      case Action.Forward(String to) -> asked.add(to);
      case Action.Split(Map<String, Integer> weights) -> asked.addAll(weights.keySet());
      case Action.Seam(String name) -> {
        @Nullable SeamSpec seam = names.seam(name);
        if (seam == null) {
          return Set.of();
        }
        asked.add(seam.from());
        asked.add(seam.to());
      }
      case Action.Redirect _, Action.Respond _, Action.Aggregate _ -> {}
    }
    if (route.fallback() != null && route.fallback().to() != null) {
      asked.add(route.fallback().to());
    }
    return asked;
  }

  private void bodies(TransformSpec transform, String path) {
    @Nullable ByteSize most = transform.maxBody();
    if (transform.readsBodies() && most == null) {
      error(path, "bodies are read whole, so it needs max-body beside it, such as 256KiB");
    } else if (most != null && most.bytes() > TransformSpec.LARGEST.bytes()) {
      error(path + ".max-body", most + " is more than " + TransformSpec.LARGEST);
    } else if (most != null && !transform.readsBodies()) {
      warning(path + ".max-body", "does nothing here: no body is changed");
    }
    if (names.isAllBound()
        && !transform.readsBodies()
        && transform.request().headers().isEmpty()
        && transform.response().headers().isEmpty()
        && transform.response().status().isEmpty()) {
      error(
          path, "changes nothing; write request or response, such as { body: '{ \"id\": key }' }");
    }
  }

  private void request(RouteSpec route, TransformSpec.RequestChanges request, String path) {
    Set<String> methods = route.match().methods();
    if (request.body() != null && !methods.isEmpty() && WITHOUT_BODY.containsAll(methods)) {
      warning(
          path + ".body",
          "does nothing here: no body comes with "
              + String.join(" and ", methods.stream().sorted().toList()));
    }
  }

  private void response(TransformSpec.AnswerChanges response, String path) {
    if (!response.on().isEmpty() && response.body() == null) {
      error(path + ".on", "names answers whose bodies are changed; write body beside it");
    }
    for (int i = 0; i < response.on().size(); i++) {
      StatusClass on = response.on().get(i);
      if (TransformSpec.AnswerChanges.hasNoBody(on.from())) {
        withoutBody(Paths.item(path + ".on", i), on.toString());
      }
    }
    response.status().forEach((from, to) -> status(from, to, Paths.child(path + ".status", from)));
  }

  private void status(String from, int to, String path) {
    StatusClass of = StatusClass.parse(from);
    if (TransformSpec.AnswerChanges.hasNoBody(of.from())) {
      withoutBody(path, from);
    } else if (TransformSpec.AnswerChanges.hasNoBody(to)) {
      withoutBody(path, Integer.toString(to));
    } else if (of.from() == to && of.to() == to) {
      error(path, from + " is " + to + " already");
    }
  }

  private void withoutBody(String path, String status) {
    error(path, "an answer with status " + status + " has no body, which others have");
  }

  private void error(String path, String message) {
    problems.add(origins.error(path, message));
  }

  private void warning(String path, String message) {
    problems.add(origins.warning(path, message));
  }
}
