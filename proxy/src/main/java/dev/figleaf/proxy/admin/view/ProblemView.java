package dev.figleaf.proxy.admin.view;

import dev.figleaf.rules.Problem;
import java.util.List;
import java.util.Locale;

/** A problem as a machine reads it. */
public record ProblemView(
    String severity, String file, int line, int column, String path, String message) {

  /** All of them. */
  public static List<ProblemView> of(List<Problem> problems) {
    return problems.stream().map(ProblemView::of).toList();
  }

  private static ProblemView of(Problem problem) {
    return new ProblemView(
        problem.severity().name().toLowerCase(Locale.ROOT),
        problem.location().file(),
        problem.location().line(),
        problem.location().column(),
        problem.path(),
        problem.message());
  }
}
