package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
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
 *   <li>Hand what follows to an {@link AnswerTaker}: the owner's, or one that reads a little of it
 *       to its end.
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
  private boolean upgrade;
  private int status;
  private @Nullable Permit permit;
  private @Nullable Endpoint endpoint;
  private @Nullable RequestSlot connection;
  private @Nullable AnswerTaker taker;
  private long admittedAt;
  private long sentAt;
  private long headAt;
  private long keepAliveNanos;

  private enum Phase {
    ENTERING,
    LEASING,
    SENDING,
    AWAITING_HEAD,
    RELAYING,
    DISCARDING,
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

  /** The same, or null where none was. */
  @Nullable Endpoint chosen() {
    return endpoint;
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
  public boolean isWaiting() {
    return phase == Phase.ENTERING || phase == Phase.LEASING;
  }

  @Override
  public void turnedAway(ForwardError error, long retryAfterMillis) {
    fail(Failure.turnedAway(error, retryAfterMillis));
  }

  @Override
  public void admitted(Permit given) {
    permit = given;
    admittedAt = System.nanoTime();
    phase = Phase.LEASING;
    lease();
  }

  // --- 2. an endpoint, a connection

  private void lease() {
    Endpoint chosen = plan.upstream().choose(owner.loop, owner.balanceKey(), owner.tried());
    if (chosen == null) {
      guard().refused(ForwardError.NO_HEALTHY_ENDPOINT);
      fail(Failure.of(ForwardError.NO_HEALTHY_ENDPOINT));
      return;
    }
    endpoint = chosen;
    EndpointPool pool = chosen.pool(owner.loop);
    switch (pool.borrow(this, fresh)) {
      case TAKEN, REFUSED -> {}
      case CONNECTING, QUEUED ->
          arm(
              pool.bounds().maxWaitNanos()
                  + ConnectionSettings.connectNanos(plan.upstream().spec()));
    }
  }

  @Override
  public void refused(ForwardError error) {
    fail(Failure.of(error));
  }

  @Override
  public void leased(RequestSlot leased) {
    phase = Phase.SENDING;
    connection = leased;
    if (owner.outcome.connectedNanos == Outcome.UNSET) {
      owner.outcome.connectedNanos = System.nanoTime();
    }
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
      sent();
    }
  }

  /** A piece of the body came or went: there is time until then for the next. */
  void bodyMoved(long nextAt) {
    if (phase == Phase.SENDING) {
      armAt(nextAt);
    }
  }

  /** All of the request is on its way. */
  void sent() {
    sentAt = System.nanoTime();
    owner.outcome.sentNanos = sentAt;
    if (phase == Phase.SENDING) {
      phase = Phase.AWAITING_HEAD;
      armAt(sentAt + plan.responseNanos());
    }
  }

  @Override
  public void drained() {
    owner.body.drained();
  }

  // --- 4. and 5. the response

  @Override
  public void interim(int status, HttpHeaders headers) {
    owner.interim(this, status, headers);
  }

  @Override
  public void head(UpstreamResponse response) {
    headAt = System.nanoTime();
    status = response.status();
    keepAliveNanos = KeepAlive.nanos(response);
    if (!owner.mayPass(response)) {
      fail(Failure.of(ForwardError.BAD_RESPONSE));
      return;
    }
    if (Retries.isWorthAnother(status)) {
      endpoint().failed();
    } else {
      endpoint().succeeded();
    }
    if (permit != null) {
      permit.answered(status, headAt - admittedAt);
    }
    tookUntil(headAt);
    owner.headed(this, response);
  }

  /** Tells how long the upstream took, where that can be said. */
  private void tookUntil(long now) {
    if (sentAt != 0) {
      plan.upstream().load().took(owner.loop, now - sentAt);
    }
  }

  /** The owner takes the answer: the times of this attempt are those of the request. */
  void relaying() {
    phase = Phase.RELAYING;
    owner.outcome.headNanos = headAt;
    if (sentAt != 0) {
      owner.outcome.sentNanos = sentAt;
    }
    owner.outcome.endpoint = endpoint().toString();
    armAt(headAt + plan.idleNanos());
  }

  /** What follows the head goes there. */
  void give(AnswerTaker to) {
    taker = to;
  }

  /** The owner takes the connection, of which there are only bytes left. */
  void switched() {
    owner.loop.deadlines().clear(this);
  }

  @Override
  public void piece(ByteBuf piece) {
    if (taker != null) {
      taker.piece(piece);
    }
  }

  @Override
  public void turnOver() {
    if (taker != null) {
      taker.turnOver();
    }
  }

  @Override
  public void ended(HttpHeaders trailers) {
    if (taker != null) {
      taker.end(trailers);
    }
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
    end();
    succeeded();
    giveBack(inStep && keepAliveNanos > 0 && !upgrade);
  }

  /** Ends with an answer that nobody wants. */
  void discard() {
    succeeded();
    if (owner.body.isEnded() && keepAliveNanos > 0 && !upgrade) {
      phase = Phase.DISCARDING;
      give(new UnwantedAnswer(this));
      arm(UnwantedAnswer.MOST_NANOS);
    } else {
      abort();
    }
  }

  /** Ends a tunnel, which was all that the upstream was asked for. */
  void endTunnel() {
    succeeded();
    abort();
  }

  /** Breaks off, whatever the upstream would still say: nobody waits for it any more. */
  void abort() {
    if (phase == Phase.AWAITING_HEAD) {
      tookUntil(System.nanoTime());
    }
    end();
    if (permit != null) {
      permit.cancelled();
      permit = null;
    }
    giveBack(false);
  }

  /** Breaks off because the time is over, which may be the upstream's fault. */
  void expire(ForwardError error) {
    if (isUpstreamSilent()) {
      blame(error);
    }
    abort();
  }

  @Override
  public void broken(Throwable cause) {
    RequestSlot on = connection;
    if (phase == Phase.OVER || on == null) {
      return;
    }
    boolean headless = phase == Phase.SENDING || phase == Phase.AWAITING_HEAD;
    fail(Failure.broken(on, headless, cause));
  }

  private void fail(Failure failure) {
    if (phase == Phase.OVER) {
      return;
    }
    boolean unwanted = phase == Phase.DISCARDING;
    if (!unwanted && !owner.mayReplace(failure)) {
      blame(failure.error());
    }
    abort();
    if (!unwanted) {
      owner.failed(this, failure);
    }
  }

  private void blame(ForwardError error) {
    if (permit != null) {
      permit.failed(error, System.nanoTime() - admittedAt);
      permit = null;
    }
    if (endpoint != null && error.isEndpointsFault()) {
      endpoint.failed();
    }
  }

  private void succeeded() {
    if (permit != null) {
      permit.succeeded(status, headAt - admittedAt);
      permit = null;
    }
  }

  private void end() {
    phase = Phase.OVER;
    taker = null;
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

  private boolean isUpstreamSilent() {
    return phase == Phase.AWAITING_HEAD
        || (phase == Phase.SENDING && owner.body.waitsForUpstream());
  }

  @Override
  protected void expired() {
    ForwardError error = late();
    if (phase == Phase.ENTERING) {
      guard().refused(error);
    }
    if (connection != null && error.isSilence()) {
      connection.doubt();
    }
    fail(Failure.of(error));
  }

  private ForwardError late() {
    return switch (phase) {
      case ENTERING -> ForwardError.BULKHEAD_FULL;
      case LEASING -> ForwardError.POOL_EXHAUSTED;
      case SENDING -> owner.bodyLate();
      case AWAITING_HEAD -> ForwardError.RESPONSE_TIMEOUT;
      case RELAYING, DISCARDING, OVER -> owner.answerLate();
    };
  }
}
