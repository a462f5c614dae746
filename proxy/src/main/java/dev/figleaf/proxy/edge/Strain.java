package dev.figleaf.proxy.edge;

import dev.figleaf.proxy.telemetry.Overload;
import org.jspecify.annotations.Nullable;

/**
 * Whether the facade has been at a bound for so long that balancers should send clients elsewhere.
 *
 * <p>Requests are shed from the first moment; this is about more than a burst. It begins after
 * {@value #BEGINS} looks in a row at a bound and ends after {@value #ENDS} well below it, so that a
 * balancer which takes load away does not get it right back. Changed by one thread, read by any.
 */
final class Strain {
  private static final int BEGINS = 4;
  private static final int ENDS = 8;

  private int inARow;
  private volatile @Nullable Overload bound;

  /** The bound that it is at, or null. */
  @Nullable Overload bound() {
    return bound;
  }

  /**
   * Takes in what one look has shown.
   *
   * @param at the bound that is reached, or null
   * @param calm whether all is well below its bounds; never while one is reached
   * @return whether this changed anything
   */
  boolean look(@Nullable Overload at, boolean calm) {
    boolean further = bound == null ? at != null : calm;
    inARow = further ? inARow + 1 : 0;
    if (inARow < (bound == null ? BEGINS : ENDS)) {
      return false;
    }
    inARow = 0;
    bound = at;
    return true;
  }
}
