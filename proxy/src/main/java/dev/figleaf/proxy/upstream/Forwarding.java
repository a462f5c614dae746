package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's request, forwarded and answered.
 *
 * <ol>
 *   <li>Gather what came with the head of the client's request.
 *   <li>Try: each {@link Attempt} asks one upstream, a second one beside it where the first is slow
 *       and the route hedges. {@link Recovery} says what follows on a failure.
 *   <li>Relay the answer that is taken, with what names the upstream rewritten; interim responses
 *       pass before it.
 *   <li>End exactly once: the listener is told.
 * </ol>
 *
 * <p>Runs on the event loop of the client's connection from the first line to the last. It is
 * itself the deadline of gathering; while an attempt waits, that is. The deadline of the route runs
 * beside, until there is an answer.
 */
public final class Forwarding extends Deadline
    implements RequestBody.Listener, ResponseRelay.Listener {
  private static final long SOON_MILLIS = 1_000;

  final Loop loop;
  final Outcome outcome;
  final RequestBody body;
  private final ClientStream client;
  private final String uri;
  private final ClientFacts facts;
  private final long balanceKey;
  private final ForwardListener listener;
  private final @Nullable WebSocketUpgrade upgrade;

  private ForwardPlan plan;
  private Stage stage = Stage.GATHERING;
  private int interims;
  private long endsAt;
  private @Nullable BodyClock clock;
  private @Nullable Attempt attempt;
  private @Nullable Attempt second;
  private @Nullable Recovery recovery;
  private @Nullable ScheduledFuture<?> whole;
  private @Nullable ScheduledFuture<?> pause;
  private @Nullable ResponseRelay relay;

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
    this.body = new RequestBody(client, plan.maxBody(), upgrade != null);
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
    if (plan.hedge() != null) {
      plan.hedge().asked();
    }
    startDeadline();
    if (body.isPresent()) {
      clock = new BodyClock(plan.idleNanos(), loop.bodyRate());
      loop.deadlines().set(this, System.nanoTime() + plan.idleNanos());
      body.gather(loop, this, this::attempt);
    } else {
      attempt();
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
      AsciiString header = facts.peerTrusted() ? rule.header() : null;
      endsAt =
          outcome.startNanos + rule.atMost(header == null ? null : client.headers().text(header));
      whole = loop.after(Math.max(0, leftNanos()), this::deadlineOver);
    }
  }

  // --- 2. attempts

  private void attempt() {
    attempt(false);
  }

  private void attempt(boolean fresh) {
    if (stage == Stage.OVER) {
      return;
    }
    stage = Stage.TRYING;
    loop.deadlines().clear(this);
    Attempt begun = new Attempt(this, plan, fresh);
    attempt = begun;
    begun.start();
    if (plan.hedge() != null && attempt == begun && stage == Stage.TRYING) {
      hedgeLater(plan.hedge());
    }
  }

  /** Sends a second request later, beside the first one; only for what may be asked twice. */
  private void hedgeLater(HedgePlan hedge) {
    if (recovery == null && !body.isPresent() && upgrade == null && Retries.isSafe(method())) {
      long nanos = hedge.nanos(plan.upstream().load().times(loop));
      if (nanos >= 0) {
        pause = loop.after(nanos, () -> attemptBeside(hedge));
      }
    }
  }

  private void attemptBeside(HedgePlan hedge) {
    if (stage == Stage.TRYING && attempt != null && second == null && hedge.tryTake()) {
      outcome.hedged = true;
      second = new Attempt(this, plan, false);
      second.start();
    }
  }

  /** The same request once more. */
  void again(long delayNanos, boolean fresh) {
    outcome.retries++;
    goOn(delayNanos, fresh);
  }

  /** The same request to another upstream. */
  void moveTo(ForwardPlan other) {
    plan.upstream().load().ended();
    begin(other);
    goOn(0, false);
  }

  private void goOn(long delayNanos, boolean fresh) {
    body.detach();
    outcome.connectedNanos = Outcome.UNSET;
    outcome.sentNanos = Outcome.UNSET;
    if (delayNanos > 0) {
      pause = loop.after(delayNanos, () -> attempt(fresh));
    } else {
      // In the next turn: the last one may have broken while it wrote its head.
      loop.execute(() -> attempt(fresh));
    }
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
    return endsAt != 0;
  }

  /** What is left of the route's deadline; {@link Long#MAX_VALUE} where it has none. */
  long leftNanos() {
    return endsAt == 0 ? Long.MAX_VALUE : endsAt - System.nanoTime();
  }

  /** Says which endpoint where the upstream's balance is a hash. */
  long balanceKey() {
    return balanceKey;
  }

  /** Endpoints that are better left to others: the request failed there, or is under way there. */
  List<Endpoint> tried() {
    if (second != null && attempt != null) {
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
            .write(by.plan());
    by.plan().deadline().write(headers, leftNanos(), facts.peerTrusted());
    body.tellLength(headers);
    boolean asks = asks(by.plan());
    if (upgrade != null && asks) {
      upgrade.ask(headers);
    }
    return new RequestHead(client.method(), uri, sentHost(by), headers, body.isChunked(), asks);
  }

  private String sentHost(Attempt by) {
    return by.plan().host(by.endpoint(), facts);
  }

  @Override
  public void bodyMoved(int bytes) {
    outcome.bytesIn += bytes;
    if (clock != null && (stage == Stage.GATHERING || stage == Stage.TRYING)) {
      long nextAt = clock.moved(System.nanoTime(), bytes, body.waitsForUpstream());
      if (attempt == null) {
        loop.deadlines().set(this, nextAt);
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
  public void bodyTooLarge() {
    fail(ForwardError.BODY_TOO_LARGE);
  }

  /** Who is to blame when the body moved too little. */
  ForwardError bodyLate() {
    return body.waitsForUpstream() ? ForwardError.UPSTREAM_IDLE : clientLate();
  }

  private ForwardError clientLate() {
    return clock == null ? ForwardError.CLIENT_IDLE : clock.late(System.nanoTime());
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
    Attempt loser = by == attempt ? second : attempt;
    attempt = by;
    second = null;
    if (loser != null) {
      loser.abort();
    }
    stopWaiting();
    take(by, response);
  }

  /** Whether something better than this answer is to be had. */
  private boolean isPassedOver(Attempt by, UpstreamResponse response) {
    int status = response.status();
    boolean failed = plan.isFailure(status);
    if (!failed && !Retries.isWorthAnother(status)) {
      return false;
    }
    boolean other = second != null;
    leave(by);
    if (other) {
      return true;
    }
    noteFailure(by);
    long retryAfter = Retries.afterNanos(response.headers(), Instant.now());
    if (recovery().goesOn(status, failed, retryAfter)) {
      return true;
    }
    if (failed && plan.failing().answersItself()) {
      fail(ForwardError.BAD_STATUS);
      return true;
    }
    return false;
  }

  private void take(Attempt by, UpstreamResponse response) {
    outcome.status = response.status();
    stage = Stage.RELAYING;
    body.forget();
    by.relaying();
    if (upgrade != null && response.status() == 101) {
      switchProtocols(upgrade, by, response);
    } else {
      relay(by, response);
    }
  }

  private void relay(Attempt by, UpstreamResponse response) {
    HeaderList headers = loop.responseHeaders();
    ResponseHead.write(response, headers, by.plan(), sides(by));
    listener.responding(headers);
    relay = new ResponseRelay(client, response, by.slot(), this);
    relay.head(headers, !body.isEnded() || isLastOfItsConnection());
  }

  /** Who speaks HTTP/2 is told by a GOAWAY instead. */
  private boolean isLastOfItsConnection() {
    return (loop.isDraining() || listener.closesClient()) && !client.isHttp2();
  }

  void piece(ByteBuf piece) {
    if (relay != null) {
      relay.piece(piece);
    }
  }

  void turnOver() {
    if (relay != null) {
      relay.turnOver();
    }
  }

  void answered(HttpHeaders trailers) {
    if (relay != null) {
      relay.end(trailers);
    }
  }

  private void switchProtocols(WebSocketUpgrade asked, Attempt by, UpstreamResponse response) {
    by.switched();
    HeaderList headers = loop.responseHeaders();
    ResponseHead.writeUpgrade(response, headers, by.plan(), sides(by), client.isHttp2());
    listener.responding(headers);
    if (!asked.join(loop, by.slot().socket(), headers, outcome, this::tunnelClosed)) {
      clientGone();
    }
  }

  private void tunnelClosed() {
    if (stage != Stage.OVER) {
      end();
      if (attempt != null) {
        attempt.endTunnel();
      }
      listener.ended(null, false);
    }
  }

  private ResponseRewriter.Sides sides(Attempt by) {
    String proto = client.headers().text("X-Forwarded-Proto");
    return new ResponseRewriter.Sides(
        by.plan().upstream(), sentHost(by), facts.seenScheme(proto), facts.host());
  }

  @Override
  public void responseMoved(int bytes) {
    outcome.bytesOut += bytes;
    if (attempt != null) {
      attempt.answerMoved();
    }
  }

  @Override
  public void responseWhole(int bytes) {
    outcome.bytesOut += bytes;
  }

  @Override
  public void responseSent() {
    if (stage != Stage.RELAYING || relay == null || attempt == null) {
      return;
    }
    boolean requestWhole = body.isEnded();
    boolean closeClient = !requestWhole || relay.closesClient();
    end();
    attempt.finish(requestWhole && !relay.announcesTooMuch());
    body.discard();
    listener.ended(null, closeClient);
  }

  /** Who is to blame when the answer moved too little. */
  ForwardError answerLate() {
    return relay != null && relay.waitsForClient()
        ? ForwardError.CLIENT_IDLE
        : ForwardError.UPSTREAM_IDLE;
  }

  // --- 4. failures and the end

  /** An attempt ended without an answer. */
  void failed(Attempt by, Failure failure) {
    if (stage == Stage.OVER) {
      return;
    }
    boolean other = second != null;
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
        && second == null
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
    cancel(pause);
    if (by == attempt) {
      attempt = second;
    }
    second = null;
  }

  /** The answer is not what its head announced. */
  @Override
  public void broken(Throwable cause) {
    if (attempt != null) {
      attempt.broken(cause);
    }
  }

  private void clientFailed(Throwable cause) {
    if (cause instanceof BrokenBody) {
      fail(ForwardError.BROKEN_BODY);
    } else {
      clientGone();
    }
  }

  private void clientGone() {
    if (stage != Stage.OVER) {
      outcome.clientGone = true;
      end();
      abort();
      body.discard();
      listener.ended(ForwardError.CLIENT_GONE, true);
    }
  }

  private void deadlineOver() {
    if (attempt != null) {
      attempt.expire(ForwardError.DEADLINE_EXCEEDED);
    }
    fail(ForwardError.DEADLINE_EXCEEDED);
  }

  private void fail(ForwardError error) {
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
    if (client.hasBegun()) {
      // On HTTP/2 this ends the stream alone, on HTTP/1.1 the connection.
      client.reset(Http2Error.INTERNAL_ERROR);
      listener.ended(error, true);
    } else {
      listener.failed(error, failure.retryAfterMillis(SOON_MILLIS));
    }
  }

  private void end() {
    stage = Stage.OVER;
    loop.deadlines().clear(this);
    plan.upstream().load().ended();
    stopWaiting();
  }

  private void stopWaiting() {
    cancel(whole);
    cancel(pause);
    if (recovery != null) {
      recovery.over();
    }
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void abort() {
    if (attempt != null) {
      attempt.abort();
    }
    if (second != null) {
      second.abort();
    }
  }

  @Override
  protected void expired() {
    fail(clientLate());
  }
}
