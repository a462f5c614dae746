package dev.figleaf.routing;

import dev.figleaf.rules.RewriteSpec;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a path and query changes where no route captured anything of it. */
public final class TargetRewrite {
  private static final PathShape ANYTHING = new PathShape(List.of(), true);

  private TargetRewrite() {}

  /**
   * What a rewrite makes of a target; the query stays.
   *
   * @param spec whose {@code path} has no captures, or null for no change
   */
  public static UnaryOperator<String> of(@Nullable RewriteSpec spec) {
    if (spec == null) {
      return UnaryOperator.identity();
    }
    Rewrite rewrite = Rewrite.of(spec, ANYTHING);
    return target -> {
      int query = target.indexOf('?');
      return query < 0
          ? rewrite.apply(target)
          : rewrite.apply(target.substring(0, query)) + target.substring(query);
    };
  }
}
