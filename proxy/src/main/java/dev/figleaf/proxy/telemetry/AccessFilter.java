package dev.figleaf.proxy.telemetry;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which requests somebody wants to hear of: those for which all holds that is not null.
 *
 * @param status from 0 to 999, or a class of them: {@code 404}, {@code 5xx}
 * @param path what the path begins with
 * @param slowerNanos those that took at least as long; 0 for all
 */
public record AccessFilter(
    @Nullable String method,
    @Nullable String status,
    @Nullable String path,
    @Nullable String route,
    @Nullable String upstream,
    @Nullable String seam,
    long slowerNanos)
    implements Predicate<Outcome> {

  public AccessFilter {
    if (status != null && !status.matches("[1-5]([0-9]{2}|xx)")) {
      throw new IllegalArgumentException(status + " is no status; write one such as 404 or 5xx");
    }
  }

  @Override
  public boolean test(Outcome outcome) {
    return is(method, outcome.method)
        && isStatus(outcome.status)
        && (path == null || outcome.path.startsWith(path))
        && is(route, outcome.route)
        && is(upstream, outcome.upstream)
        && is(seam, outcome.seam)
        && (slowerNanos == 0
            || Outcome.between(outcome.startNanos, outcome.endNanos) >= slowerNanos);
  }

  private static boolean is(@Nullable String wanted, @Nullable String seen) {
    return wanted == null || wanted.equals(seen);
  }

  private boolean isStatus(int seen) {
    if (status == null) {
      return true;
    }
    return status.endsWith("xx")
        ? seen / 100 == status.charAt(0) - '0'
        : seen == Integer.parseInt(status);
  }
}
