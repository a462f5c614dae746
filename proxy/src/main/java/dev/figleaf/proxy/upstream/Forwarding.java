package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's request, forwarded and answered.
 *
 * <ol>
 *   <li>Gather what came with the head of the client's request.
 *   <li>Try: each {@link Attempt} asks one upstream, a second one beside it where the route {@link
 *       Hedge hedges}. {@link Recovery} says what follows on a failure.
 *   <li>Relay the {@link TakenAnswer}; interim responses pass before it.
 *   <li>End exactly once: the listener is told.
 * </ol>
 *
 * <p>Runs on the event loop of the client's connection from the first line to the last. The {@link
 * BodyClock} is the deadline of gathering; while an attempt waits, that is. The {@link
 * RouteDeadline} runs beside, until there is an answer.
 */
public final class Forwarding implements RequestBody.Listener {
  private static final long SOON_MILLIS = 1_000;

  final Loop loop;
  final Outcome outcome;
  final RequestBody body;
  final ClientStream client;
  final ClientFacts facts;
  final ForwardListener listener;
  private final String uri;
  private final long balanceKey;
  private final @Nullable WebSocketUpgrade upgrade;

  private ForwardPlan plan;
  private Stage stage = Stage.GATHERING;
  private int interims;
  private @Nullable BodyClock clock;
  private @Nullable Attempt attempt;
  private @Nullable Hedge hedge;
  private @Nullable Recovery recovery;
  private @Nullable RouteDeadline deadline;
  private @Nullable TakenAnswer taken;
  private @Nullable ForwardTap tap;
  private @Nullable Transforming transforming;

  private enum Stage {
    GATHERING,
    TRYING,
    RELAYING,
    OVER
  }

  /**
   * A forwarding that has not begun.
   *
   * @param uri path and query, as the upstream gets them
   * @param balanceKey says which endpoint where the balance is a hash
   */
  public Forwarding(
      Loop loop,
      ForwardPlan plan,
      long balanceKey,
      ClientStream client,
      String uri,
      ClientFacts facts,
      Outcome outcome,
      ForwardListener listener) {
    this.loop = loop;
    this.plan = plan;
    this.client = client;
    this.uri = uri;
    this.facts = facts;
    this.balanceKey = balanceKey;
    this.outcome = outcome;
    this.listener = listener;
    this.upgrade = WebSocketUpgrade.of(client);
    this.body = new RequestBody(client, plan.maxBody(), upgrade != null, plan.readsRequests());
  }

  /** Lets somebody listen; before {@link #start}. */
  public Forwarding heardBy(@Nullable ForwardTap listening) {
    tap = listening;
    body.heardBy(listening);
    return this;
  }

  /** Who listens to what passes. */
  @Nullable ForwardTap tap() {
    return tap;
  }

  /** Begins; everything else comes as events. */
  public void start() {
    begin(plan);
    client.whenFailed(this::clientFailed);
    if (upgrade != null) {
      upgrade.hold();
    }
    if (body.announcesTooMuch()) {
      fail(ForwardError.BODY_TOO_LARGE);
      return;
    }
    if (body.isAnnounced() && Transforming.refuses(plan, client.headers())) {
      fail(ForwardError.BODY_UNSUPPORTED);
      return;
    }
    if (plan.hedge() != null) {
      plan.hedge().asked();
    }
    startDeadline();
    if (body.isPresent()) {
      clock = new BodyClock(this, plan.idleNanos(), loop.bodyRate());
      loop.deadlines().set(clock, System.nanoTime() + plan.idleNanos());
      body.gather(loop, this, this::gathered);
    } else {
      attempt(false);
    }
  }

  private void begin(ForwardPlan with) {
    plan = with;
    plan.upstream().load().began();
    outcome.upstream = plan.upstream().name();
    RescuePlan rescue = plan.rescue();
    if (rescue != null) {
      rescue.budget().sent(System.nanoTime());
    }
  }

  private void startDeadline() {
    DeadlineRule rule = plan.deadline();
    if (rule.nanos() > 0) {
      long nanos = rule.nanosFor(client.headers(), facts.peerTrusted());
      deadline = new RouteDeadline(loop, outcome.startNanos + nanos, this::deadlineOver);
    }
  }

  // --- 2. attempts

  private void gathered() {
    attempt(false);
  }

  /**
   * Asks the upstream that it is at.
   *
   * @param fresh whether over a connection that was not used before
   */
  void attempt(boolean fresh) {
    if (stage == Stage.OVER) {
      return;
    }
    stage = Stage.TRYING;
    stopClock();
    if ((body.isWhole() || plan.transform() != null)
        && !transforming().isReady(plan, () -> attempt(fresh))) {
      return;
    }
    Attempt begun = new Attempt(this, plan, fresh);
    attempt = begun;
    begun.start();
    if (plan.hedge() != null && attempt == begun && stage == Stage.TRYING) {
      hedgeLater(plan.hedge());
    }
  }

  /** Sends a second request later, beside the first one; only for what may be asked twice. */
  private void hedgeLater(HedgePlan rule) {
    if (recovery == null && !body.isPresent() && upgrade == null && Retries.isSafe(method())) {
      long nanos = rule.nanos(plan.upstream().load().times(loop));
      if (nanos >= 0) {
        hedge = new Hedge(this, rule, nanos);
      }
    }
  }

  /** Whether an attempt waits for an answer. */
  boolean isTrying() {
    return stage == Stage.TRYING && attempt != null;
  }

  private boolean isHedged() {
    return hedge != null && hedge.isUnderWay();
  }

  /** From here on another upstream is asked. */
  void moveTo(ForwardPlan other) {
    plan.upstream().load().ended();
    begin(other);
  }

  /** Gets ready for an attempt after another. */
  void rewind() {
    body.detach();
    outcome.connectedNanos = Outcome.UNSET;
    outcome.sentNanos = Outcome.UNSET;
  }

  ForwardPlan plan() {
    return plan;
  }

  HttpMethod method() {
    return client.method();
  }

  boolean hasHeader(String name) {
    return client.headers().contains(name);
  }

  boolean hasDeadline() {
    return deadline != null;
  }

  /** What is left of the route's deadline; {@link Long#MAX_VALUE} where it has none. */
  long leftNanos() {
    return deadline == null ? Long.MAX_VALUE : deadline.leftNanos();
  }

  /** Says which endpoint where the upstream's balance is a hash. */
  long balanceKey() {
    return balanceKey;
  }

  /** Endpoints that are better left to others: the request failed there, or is under way there. */
  List<Endpoint> tried() {
    if (isHedged() && attempt != null) {
      Endpoint first = attempt.chosen();
      return first == null ? List.of() : List.of(first);
    }
    return recovery == null ? List.of() : recovery.tried();
  }

  UpstreamGuard.Call call(ForwardPlan to) {
    return asks(to) ? UpstreamGuard.Call.TUNNEL : UpstreamGuard.Call.REQUEST;
  }

  private boolean asks(ForwardPlan to) {
    return upgrade != null && !to.upstream().spec().protocol().isHttp2();
  }

  /** The head of the request, as the upstream of an attempt gets it. */
  RequestHead head(Attempt by) {
    HeaderList headers =
        new RequestHeaders(client.headers(), client.version(), facts, loop.headers())
            .write(by.plan(), body.isMade());
    if (body.isWhole()) {
      headers.remove(HttpHeaderNames.EXPECT);
    }
    by.plan().deadline().write(headers, leftNanos(), facts.peerTrusted());
    body.tellLength(headers);
    boolean asks = asks(by.plan());
    if (upgrade != null && asks) {
      upgrade.ask(headers);
    }
    String host = by.plan().host(by.endpoint(), facts);
    return new RequestHead(client.method(), uri, host, headers, body.isChunked(), asks);
  }

  @Override
  public void bodyMoved(int bytes) {
    outcome.bytesIn += bytes;
    if (clock != null && (stage == Stage.GATHERING || stage == Stage.TRYING)) {
      long nextAt = clock.moved(System.nanoTime(), bytes, body.waitsForUpstream());
      if (attempt == null) {
        loop.deadlines().set(clock, nextAt);
      } else {
        attempt.bodyMoved(nextAt);
      }
    }
  }

  @Override
  public void bodySent() {
    if (attempt != null) {
      attempt.sent();
    }
  }

  @Override
  public void bodyRefused(ForwardError error) {
    fail(error);
  }

  /** Who is to blame when the body moved too little. */
  ForwardError bodyLate() {
    if (body.waitsForUpstream()) {
      return ForwardError.UPSTREAM_IDLE;
    }
    return clock == null ? ForwardError.CLIENT_IDLE : clock.late(System.nanoTime());
  }

  private void stopClock() {
    if (clock != null) {
      loop.deadlines().clear(clock);
    }
  }

  // --- 3. the response

  void interim(Attempt by, int status, HttpHeaders headers) {
    if (++interims > InterimAnswers.MOST) {
      by.expire(ForwardError.BAD_RESPONSE);
      fail(ForwardError.BAD_RESPONSE);
    } else {
      new InterimAnswers(client).send(status, headers);
    }
  }

  /** Whether a head is an answer to what was asked. */
  boolean mayPass(UpstreamResponse response) {
    return upgrade == null || upgrade.mayPass(response);
  }

  /** An attempt has the head of an answer. */
  void headed(Attempt by, UpstreamResponse response) {
    if (isPassedOver(by, response)) {
      by.discard();
      return;
    }
    Attempt second = leaveHedge();
    Attempt loser = by == attempt ? second : attempt;
    attempt = by;
    if (loser != null) {
      loser.abort();
    }
    if (Transforming.reads(by.plan(), method(), response)) {
      stopOthers();
      transforming().read(by, response);
    } else {
      take(by, response);
    }
  }

  /** Whether something better than this answer is to be had. */
  private boolean isPassedOver(Attempt by, UpstreamResponse response) {
    int status = response.status();
    boolean failed = plan.isFailure(status);
    if (!failed && !Retries.isWorthAnother(status)) {
      return false;
    }
    boolean other = isHedged();
    leave(by);
    if (other) {
      return true;
    }
    noteFailure(by);
    if (recovery().goesOn(response, failed)) {
      return true;
    }
    if (failed && plan.failing().answersItself()) {
      fail(ForwardError.BAD_STATUS);
      return true;
    }
    return false;
  }

  private void take(Attempt by, UpstreamResponse response) {
    relays(by.plan().told(response.status()));
    by.relaying();
    taken = new TakenAnswer(this, by);
    if (upgrade != null && response.status() == 101) {
      taken.switchProtocols(upgrade, response);
    } else {
      taken.relay(response);
    }
  }

  /** From here on the client gets an answer with this status. */
  void relays(int status) {
    outcome.status = status;
    stage = Stage.RELAYING;
    body.forget();
    stopWaiting();
  }

  /** An attempt ended with an answer that is here whole, and may still be refused. */
  void answered(Attempt by) {
    leave(by);
    body.detach();
  }

  /** A body could not be changed; another upstream may do without. */
  void untransformed(Failure failure) {
    if (!recovery().goesOn(failure)) {
      fail(failure);
    }
  }

  private Transforming transforming() {
    if (transforming == null) {
      transforming = new Transforming(this);
    }
    return transforming;
  }

  /** Who speaks HTTP/2 is told by a GOAWAY instead. */
  boolean isLastOfItsConnection() {
    return (loop.isDraining() || listener.closesClient()) && !client.isHttp2();
  }

  /** Whether the answer is on its way. */
  boolean isRelaying() {
    return stage == Stage.RELAYING;
  }

  /** Who is to blame when the answer moved too little. */
  ForwardError answerLate() {
    return taken == null ? ForwardError.UPSTREAM_IDLE : taken.late();
  }

  // --- 4. failures and the end

  /** An attempt ended without an answer. */
  void failed(Attempt by, Failure failure) {
    if (stage == Stage.OVER) {
      return;
    }
    if (transforming != null) {
      transforming.letGoOfAnswer();
    }
    boolean other = isHedged();
    if (stage == Stage.TRYING && !other) {
      noteFailure(by);
    }
    leave(by);
    if (other) {
      return;
    }
    if (stage != Stage.TRYING || !recovery().goesOn(failure)) {
      fail(failure);
    }
  }

  boolean mayReplace(Failure failure) {
    return stage == Stage.TRYING
        && failure.stale()
        && !isHedged()
        && recovery().mayReplace(failure);
  }

  private void noteFailure(Attempt by) {
    Endpoint on = by.chosen();
    if (on != null) {
      recovery().failedOn(on);
    }
  }

  private Recovery recovery() {
    if (recovery == null) {
      recovery = new Recovery(this);
    }
    return recovery;
  }

  /** One attempt fewer is under way. */
  private void leave(Attempt by) {
    Attempt second = leaveHedge();
    if (by == attempt) {
      attempt = second;
    }
  }

  private @Nullable Attempt leaveHedge() {
    return hedge == null ? null : hedge.leave();
  }

  private void clientFailed(Throwable cause) {
    if (cause instanceof BrokenBody) {
      fail(ForwardError.BROKEN_BODY);
    } else {
      clientGone();
    }
  }

  void clientGone() {
    if (stage != Stage.OVER) {
      outcome.clientGone = true;
      end();
      abort();
      body.discard();
      tellFailed(ForwardError.CLIENT_GONE);
      listener.ended(ForwardError.CLIENT_GONE, true);
    }
  }

  private void deadlineOver() {
    if (attempt != null) {
      attempt.expire(ForwardError.DEADLINE_EXCEEDED);
    }
    fail(ForwardError.DEADLINE_EXCEEDED);
  }

  void fail(ForwardError error) {
    fail(Failure.of(error));
  }

  /** Ends without a whole answer. */
  private void fail(Failure failure) {
    if (stage == Stage.OVER) {
      return;
    }
    ForwardError error = failure.error();
    end();
    abort();
    body.discard();
    tellFailed(error);
    if (client.hasBegun()) {
      // On HTTP/2 this ends the stream alone, on HTTP/1.1 the connection.
      client.reset(Http2Error.INTERNAL_ERROR);
      listener.ended(error, true);
    } else {
      listener.failed(error, failure.retryAfterMillis(SOON_MILLIS));
    }
  }

  private void tellFailed(ForwardError error) {
    if (tap != null) {
      tap.failed(error);
    }
  }

  /** Nothing is waited for any more; whoever calls it tells the listener. */
  void end() {
    stage = Stage.OVER;
    stopClock();
    plan.upstream().load().ended();
    stopWaiting();
    if (transforming != null) {
      transforming.end();
    }
  }

  private void stopWaiting() {
    if (deadline != null) {
      deadline.stop();
    }
    stopOthers();
  }

  /** The attempt that is under way is the only one. */
  private void stopOthers() {
    if (hedge != null) {
      hedge.stop();
    }
    if (recovery != null) {
      recovery.over();
    }
  }

  private void abort() {
    if (attempt != null) {
      attempt.abort();
    }
    if (hedge != null) {
      hedge.abort();
    }
  }
}
