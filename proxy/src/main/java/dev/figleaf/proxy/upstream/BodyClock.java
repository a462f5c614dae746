package dev.figleaf.proxy.upstream;

/**
 * When the body of a client's request has taken too long: nothing moved for the idle timeout, or so
 * little that it may never end.
 *
 * <p>Each piece buys the client as much time as it is worth at the slowest rate, beside the grace
 * that the first one brings, and never more than the idle timeout. Times are of {@link
 * System#nanoTime}.
 *
 * <p>It is itself the deadline while no attempt waits for the body; an attempt that does keeps its
 * own, and is told the time. Confined to its event loop.
 */
final class BodyClock extends Deadline {
  private final Forwarding owner;
  private final long idleNanos;
  private final BodyRate rate;
  private long idleAt;
  private long tooSlowAt;
  private boolean timed;

  BodyClock(Forwarding owner, long idleNanos, BodyRate rate) {
    this.owner = owner;
    this.idleNanos = idleNanos;
    this.rate = rate;
  }

  /** A piece came, or the upstream took one; when it is too late for the next. */
  long moved(long now, int bytes, boolean waitsForUpstream) {
    idleAt = now + idleNanos;
    if (waitsForUpstream || bytes == 0) {
      timed = false;
      return idleAt;
    }
    long from = timed ? tooSlowAt : now + rate.graceNanos();
    timed = true;
    tooSlowAt = Math.min(idleAt, from + rate.worth(bytes));
    return tooSlowAt;
  }

  /** What a client is to blame for that is too late. */
  ForwardError late(long now) {
    return timed && now < idleAt ? ForwardError.BODY_TOO_SLOW : ForwardError.CLIENT_IDLE;
  }

  @Override
  protected void expired() {
    owner.fail(late(System.nanoTime()));
  }
}
