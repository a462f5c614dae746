package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to one upstream: of a {@link Forwarding} there may be several.
 *
 * <ol>
 *   <li>Get leave to call the upstream.
 *   <li>Choose an endpoint and lease a connection.
 *   <li>Send the head, and the body as it comes.
 *   <li>Wait for the response head, which the owner takes or not.
 *   <li>Hand what follows to the owner.
 *   <li>End exactly once: the permit ends, the connection goes back or is closed.
 * </ol>
 *
 * <p>Each wait has a deadline; only one is running at any time, and this object is it. Confined to
 * its event loop.
 */
final class Attempt extends Deadline
    implements UpstreamGuard.Visitor, EndpointPool.Borrower, UpstreamListener {
  private final Forwarding owner;
  private final ForwardPlan plan;
  private final boolean fresh;

  private Phase phase = Phase.ENTERING;
  private @Nullable Permit permit;
  private long permitNanos;
  private @Nullable Endpoint endpoint;
  private @Nullable RequestSlot connection;
  private boolean upgrade;
  private long keepAliveNanos;
  private long headNanos;

  private enum Phase {
    ENTERING,
    LEASING,
    SENDING,
    AWAITING_HEAD,
    RELAYING,
    OVER
  }

  /**
   * An attempt that has not begun.
   *
   * @param fresh whether it must not have a connection that was used before
   */
  Attempt(Forwarding owner, ForwardPlan plan, boolean fresh) {
    this.owner = owner;
    this.plan = plan;
    this.fresh = fresh;
  }

  ForwardPlan plan() {
    return plan;
  }

  /** The endpoint that was chosen. */
  Endpoint endpoint() {
    return Objects.requireNonNull(endpoint);
  }

  /** What the request goes over. */
  RequestSlot slot() {
    return Objects.requireNonNull(connection);
  }

  // --- 1. leave

  /** Begins; the owner hears of the rest, perhaps at once. */
  void start() {
    guard().enter(owner.loop, owner.call(plan), this);
    if (phase == Phase.ENTERING) {
      arm(ConnectionSettings.maxWaitNanos(plan.upstream().spec()));
    }
  }

  private UpstreamGuard guard() {
    return plan.upstream().guard();
  }

  @Override
  public void turnedAway(ForwardError error, long retryAfterMillis) {
    end();
    owner.fail(error, retryAfterMillis);
  }

  @Override
  public void admitted(Permit given) {
    permit = given;
    permitNanos = System.nanoTime();
    lease();
  }

  // --- 2. an endpoint, a connection

  private void lease() {
    phase = Phase.LEASING;
    Endpoint chosen = plan.upstream().choose(owner.loop, owner.balanceKey(), List.of());
    if (chosen == null) {
      guard().refused(ForwardError.NO_HEALTHY_ENDPOINT);
      fail(ForwardError.NO_HEALTHY_ENDPOINT);
      return;
    }
    endpoint = chosen;
    EndpointPool pool = chosen.pool(owner.loop);
    switch (pool.borrow(this, fresh)) {
      case TAKEN, REFUSED -> {}
      case CONNECTING, QUEUED -> arm(pool.bounds().maxWaitNanos() + connectNanos());
    }
  }

  private long connectNanos() {
    return ConnectionSettings.nanos(
        plan.upstream().spec().timeout().connect(), ConnectionSettings.CONNECT_TIMEOUT);
  }

  @Override
  public boolean isWaiting() {
    return phase == Phase.ENTERING || phase == Phase.LEASING;
  }

  @Override
  public void refused(ForwardError error) {
    fail(error);
  }

  @Override
  public void leased(RequestSlot leased) {
    phase = Phase.SENDING;
    connection = leased;
    owner.outcome.connectedNanos = System.nanoTime();
    owner.outcome.endpoint = endpoint().toString();
    send(leased);
  }

  // --- 3. the request

  private void send(RequestSlot slot) {
    RequestHead head = owner.head(this);
    upgrade = head.upgrade();
    slot.send(head, this);
    if (owner.body.isPresent()) {
      arm(plan.idleNanos());
      owner.body.sendTo(slot);
    } else {
      slot.end();
      owner.bodySent();
    }
  }

  /** A piece of the body came or went: there is time until then for the next. */
  void bodyMoved(long nextAt) {
    if (phase == Phase.SENDING) {
      armAt(nextAt);
    }
  }

  /** All of the request is on its way. */
  void sent(long now) {
    if (phase == Phase.SENDING) {
      phase = Phase.AWAITING_HEAD;
      armAt(now + plan.responseNanos());
    }
  }

  @Override
  public void drained() {
    owner.body.drained();
  }

  // --- 4. and 5. the response

  @Override
  public void interim(int status, HttpHeaders headers) {
    owner.interim(status, headers);
  }

  @Override
  public void head(UpstreamResponse response) {
    keepAliveNanos = KeepAlive.nanos(response);
    headNanos = System.nanoTime();
    if (permit != null) {
      permit.answered(response.status(), headNanos - permitNanos);
    }
    owner.headed(this, response);
  }

  /** The owner takes the answer. */
  void relaying(long now) {
    phase = Phase.RELAYING;
    armAt(now + plan.idleNanos());
  }

  /** The owner takes the connection, of which there are only bytes left. */
  void switched() {
    phase = Phase.RELAYING;
    owner.loop.deadlines().clear(this);
  }

  @Override
  public void piece(ByteBuf piece) {
    owner.piece(piece);
  }

  @Override
  public void turnOver() {
    owner.turnOver();
  }

  @Override
  public void ended(HttpHeaders trailers) {
    owner.answered(trailers);
  }

  /** A piece of the answer came or went. */
  void answerMoved() {
    if (phase == Phase.RELAYING) {
      arm(plan.idleNanos());
    }
  }

  // --- 6. the end

  /** Ends with a whole answer; the connection may serve another request where it is in step. */
  void finish(boolean inStep) {
    if (owner.outcome.status >= 502 && owner.outcome.status <= 504) {
      endpoint().failed();
    } else {
      endpoint().succeeded();
    }
    end();
    if (permit != null) {
      permit.succeeded(owner.outcome.status, headNanos - permitNanos);
    }
    giveBack(inStep && keepAliveNanos > 0 && !upgrade);
  }

  /** Breaks off, whatever the upstream would still say. */
  void abort(ForwardError why) {
    end();
    if (permit != null) {
      permit.failed(why, System.nanoTime() - permitNanos);
    }
    giveBack(false);
  }

  /** The connection was stale, of which nobody is guilty. */
  private void giveUp() {
    end();
    if (permit != null) {
      permit.cancelled();
    }
    giveBack(false);
  }

  /** A connection that may have been stale can be replaced, where that is safe. */
  @Override
  public void broken(Throwable cause) {
    RequestSlot on = connection;
    if (phase == Phase.OVER || on == null) {
      return;
    }
    boolean headless = phase != Phase.RELAYING;
    boolean reset = Retries.isClosed(cause) || (headless && on.isRefused(cause));
    ForwardError error = reset ? ForwardError.UPSTREAM_RESET : ForwardError.BAD_RESPONSE;
    if (headless && owner.mayReplace(on, cause)) {
      giveUp();
      owner.replace();
    } else {
      fail(error);
    }
  }

  private void fail(ForwardError error) {
    if (phase != Phase.OVER) {
      if (endpoint != null && error.isUpstreamsFault()) {
        endpoint.failed();
      }
      abort(error);
      owner.fail(error);
    }
  }

  private void end() {
    phase = Phase.OVER;
    owner.loop.deadlines().clear(this);
  }

  private void giveBack(boolean reusable) {
    RequestSlot leased = connection;
    connection = null;
    if (leased == null) {
      return;
    }
    if (reusable) {
      leased.release(keepAliveNanos);
    } else {
      leased.abort();
    }
  }

  private void arm(long nanos) {
    armAt(System.nanoTime() + nanos);
  }

  private void armAt(long nanoTime) {
    owner.loop.deadlines().set(this, nanoTime);
  }

  @Override
  protected void expired() {
    ForwardError error = late();
    if (connection != null && isUpstreams(error)) {
      connection.doubt();
    }
    fail(error);
  }

  private ForwardError late() {
    return switch (phase) {
      case ENTERING -> {
        guard().refused(ForwardError.BULKHEAD_FULL);
        yield ForwardError.BULKHEAD_FULL;
      }
      case LEASING -> ForwardError.POOL_EXHAUSTED;
      case SENDING -> owner.bodyLate();
      case AWAITING_HEAD -> ForwardError.RESPONSE_TIMEOUT;
      case RELAYING, OVER -> owner.answerLate();
    };
  }

  private static boolean isUpstreams(ForwardError late) {
    return late == ForwardError.UPSTREAM_IDLE || late == ForwardError.RESPONSE_TIMEOUT;
  }
}
