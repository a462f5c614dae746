package dev.figleaf.proxy.admin.view;

import dev.figleaf.routing.Explanation;
import dev.figleaf.routing.PathNormalizer;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.RuleSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code figleaf explain} says of a request.
 *
 * @param lines for a person
 * @param explanation the same for a machine; null where no route is asked, because the path is
 *     refused
 */
public record ExplainedView(List<String> lines, @Nullable ExplainView explanation) {

  /** Explains a request under these rules. */
  public static ExplainedView of(ExplainedRequest request, RuleSet rules, RouteTable table) {
    Optional<PathNormalizer.Refusal> refusal =
        PathNormalizer.refusal(request.rawPath(), rules.path());
    if (refusal.isPresent()) {
      String line = "the path is refused before any route is asked: 400, " + refusal.get();
      return new ExplainedView(List.of(line), null);
    }
    Explanation explanation = table.explain(request.head(rules.path()));
    return new ExplainedView(explanation.lines(), ExplainView.of(explanation));
  }
}
