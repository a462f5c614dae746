package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.upstream.EndpointState.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The endpoints of an upstream at a moment, and which of them requests go to: none that an operator
 * drained.
 *
 * <p>Immutable; replaced when anything of it changes, so that choosing looks nothing up.
 */
final class Members {
  private final List<Endpoint> all;
  private final List<Condition> conditions;
  private final List<Boolean> drained;
  private final Endpoint[] chosen;
  private final Endpoint[] reserve;
  private final Endpoint[] ejected;
  private final boolean returning;

  /** Takes note of how these endpoints are now. */
  Members(List<Endpoint> all) {
    this.all = List.copyOf(all);
    this.conditions = all.stream().map(Endpoint::condition).toList();
    this.drained = all.stream().map(Endpoint::isDrained).toList();
    Endpoint[] first = where(i -> isWell(i) && !all.get(i).isReserve());
    Endpoint[] others = where(i -> isWell(i) && all.get(i).isReserve());
    this.ejected = where(i -> conditions.get(i) == Condition.EJECTED);
    if (first.length > 0) {
      this.chosen = first;
      this.reserve = others;
    } else if (others.length > 0) {
      this.chosen = others;
      this.reserve = NONE;
    } else {
      // Better one whose requests failed than none at all.
      this.chosen = ejected;
      this.reserve = NONE;
    }
    this.returning = all.stream().anyMatch(one -> one.standing().isReturning());
  }

  private static final Endpoint[] NONE = {};

  private boolean isWell(int index) {
    return conditions.get(index) == Condition.WELL;
  }

  private Endpoint[] where(IntPredicate wanted) {
    return IntStream.range(0, all.size())
        .filter(i -> !drained.get(i))
        .filter(wanted)
        .mapToObj(all::get)
        .toArray(Endpoint[]::new);
  }

  List<Endpoint> all() {
    return all;
  }

  /** Those that requests go to; not to be written to. */
  Endpoint[] chosen() {
    return chosen;
  }

  /** Those that requests go to which failed on all the others; not to be written to. */
  Endpoint[] reserve() {
    return reserve;
  }

  /**
   * Those that may take a request which failed on these: of the ones that requests go to, else the
   * reserve, else of those that are left out for their failures. None that is unhealthy.
   */
  Endpoint[] untried(List<Endpoint> tried) {
    Endpoint[] rest = without(chosen, tried);
    if (rest.length == 0) {
      rest = without(reserve, tried);
    }
    return rest.length == 0 ? without(ejected, tried) : rest;
  }

  private static Endpoint[] without(Endpoint[] all, List<Endpoint> tried) {
    return Arrays.stream(all).filter(one -> !tried.contains(one)).toArray(Endpoint[]::new);
  }

  /** Whether one of them came back lately. */
  boolean hasReturning() {
    return returning;
  }

  int count(Condition condition) {
    return (int) conditions.stream().filter(condition::equals).count();
  }

  /**
   * Whether one of them may go for its failures: it is here, another is well, and no more are out
   * than may be. A reserve that never served is nobody to count on.
   *
   * @param mostOut of so many endpoints, so many may be out
   */
  boolean maySpare(EndpointAddress address, IntUnaryOperator mostOut) {
    List<Endpoint> counted =
        all.stream()
            .filter(one -> !one.isDrained())
            .filter(one -> !one.isReserve() || one.standing().isProven())
            .toList();
    return counted.stream().anyMatch(one -> one.address().equals(address))
        && counted.stream()
            .anyMatch(one -> one.condition() == Condition.WELL && !one.address().equals(address))
        && counted.stream().filter(one -> one.standing().isOut()).count()
            < mostOut.applyAsInt(counted.size());
  }

  /** Whether one of them is not any more as it was. */
  boolean isStale() {
    boolean nowReturning = false;
    for (int i = 0; i < conditions.size(); i++) {
      if (all.get(i).condition() != conditions.get(i) || all.get(i).isDrained() != drained.get(i)) {
        return true;
      }
      nowReturning |= all.get(i).standing().isReturning();
    }
    return returning != nowReturning;
  }
}
