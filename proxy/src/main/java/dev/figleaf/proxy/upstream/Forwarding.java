package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One request, forwarded to one upstream and answered.
 *
 * <ol>
 *   <li>Gather what came with the head of the client's request.
 *   <li>Get leave to call the upstream.
 *   <li>Choose an endpoint and lease a connection.
 *   <li>Send the head, and the body as it comes.
 *   <li>Wait for the response head; pass interim responses on.
 *   <li>Relay the response, with what names the upstream rewritten.
 *   <li>End exactly once: the permit ends, the connection goes back or is closed, the listener is
 *       told.
 * </ol>
 *
 * <p>Runs on the event loop of the client's connection from the first line to the last. Each wait
 * has a deadline; only one is running at any time, and this object is it.
 */
public final class Forwarding extends Deadline
    implements UpstreamGuard.Visitor,
        EndpointPool.Borrower,
        UpstreamListener,
        RequestBody.Listener,
        ResponseRelay.Listener {

  private static final long SOON_MILLIS = 1_000;

  private final Loop loop;
  private final ForwardPlan plan;
  private final HttpServerRequest client;
  private final String uri;
  private final ClientFacts facts;
  private final Outcome outcome;
  private final ForwardListener listener;
  private final RequestBody body;
  private final @Nullable WebSocketUpgrade upgrade;
  private final boolean mayUpgrade;
  private final BodyClock clock;

  private Phase phase = Phase.GATHERING;
  private int attempt;
  private int interims;
  private @Nullable Permit permit;
  private long permitNanos;
  private @Nullable Endpoint endpoint;
  private @Nullable RequestSlot connection;
  private @Nullable ResponseRelay relay;
  private long keepAliveNanos;

  private enum Phase {
    GATHERING,
    ENTERING,
    LEASING,
    SENDING,
    AWAITING_HEAD,
    RELAYING,
    OVER
  }

  public Forwarding(
      Loop loop,
      ForwardPlan plan,
      HttpServerRequest client,
      String uri,
      ClientFacts facts,
      Outcome outcome,
      ForwardListener listener) {
    this.loop = loop;
    this.plan = plan;
    this.client = client;
    this.uri = uri;
    this.facts = facts;
    this.outcome = outcome;
    this.listener = listener;
    this.upgrade = WebSocketUpgrade.of(client);
    this.mayUpgrade = !plan.upstream().spec().protocol().isHttp2();
    this.body = new RequestBody(client, plan.maxBody(), upgrade != null);
    this.clock = new BodyClock(plan.idleNanos(), loop.bodyRate());
  }

  /** Begins; everything else comes as events. */
  public void start() {
    outcome.upstream = plan.upstream().name();
    client.response().exceptionHandler(this::clientFailed);
    if (upgrade != null) {
      upgrade.hold();
    }
    if (body.announcesTooMuch()) {
      fail(ForwardError.BODY_TOO_LARGE);
    } else if (body.isPresent()) {
      arm(plan.idleNanos());
      body.gather(loop, this, this::enter);
    } else {
      enter();
    }
  }

  // --- 2. leave

  private void enter() {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.ENTERING;
    boolean tunnel = upgrade != null && mayUpgrade;
    guard().enter(loop, tunnel ? UpstreamGuard.Call.TUNNEL : UpstreamGuard.Call.REQUEST, this);
    if (phase == Phase.ENTERING) {
      arm(ConnectionSettings.maxWaitNanos(plan.upstream().spec()));
    }
  }

  private UpstreamGuard guard() {
    return plan.upstream().guard();
  }

  @Override
  public void admitted(Permit given) {
    permit = given;
    permitNanos = System.nanoTime();
    lease();
  }

  @Override
  public void turnedAway(ForwardError error, long retryAfterMillis) {
    fail(error, retryAfterMillis);
  }

  // --- 3. an endpoint, a connection

  private void lease() {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.LEASING;
    attempt++;
    Endpoint chosen = plan.upstream().choose(loop, 0, java.util.List.of());
    if (chosen == null) {
      guard().refused(ForwardError.NO_HEALTHY_ENDPOINT);
      fail(ForwardError.NO_HEALTHY_ENDPOINT);
      return;
    }
    endpoint = chosen;
    EndpointPool pool = chosen.pool(loop);
    switch (pool.borrow(this, attempt > 1)) {
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
    outcome.connectedNanos = System.nanoTime();
    outcome.endpoint = chosen().authority();
    send(leased);
  }

  // --- 4. the request

  private void send(RequestSlot slot) {
    slot.send(head(), this);
    if (body.isPresent()) {
      arm(plan.idleNanos());
      body.sendTo(slot);
    } else {
      slot.end();
      bodySent();
    }
  }

  private RequestHead head() {
    HeaderList headers =
        new RequestHeaders(client.headers(), client.version(), facts, loop.headers()).write(plan);
    body.tellLength(headers);
    boolean asks = upgrade != null && mayUpgrade;
    if (upgrade != null && asks) {
      upgrade.ask(headers);
    }
    return new RequestHead(client.method(), uri, sentHost(), headers, body.isChunked(), asks);
  }

  private String sentHost() {
    return plan.host(chosen(), facts);
  }

  private Endpoint chosen() {
    return java.util.Objects.requireNonNull(endpoint);
  }

  @Override
  public void bodyMoved(int bytes) {
    outcome.bytesIn += bytes;
    if (phase == Phase.SENDING || phase == Phase.GATHERING) {
      armAt(clock.moved(System.nanoTime(), bytes, body.waitsForUpstream()));
    }
  }

  @Override
  public void bodySent() {
    outcome.sentNanos = System.nanoTime();
    if (phase == Phase.SENDING) {
      phase = Phase.AWAITING_HEAD;
      armAt(outcome.sentNanos + plan.responseNanos());
    }
  }

  @Override
  public void bodyTooLarge() {
    fail(ForwardError.BODY_TOO_LARGE);
  }

  // --- 5. and 6. the response

  @Override
  public void interim(int status, HttpHeaders headers) {
    if (++interims > InterimAnswers.MOST) {
      fail(ForwardError.BAD_RESPONSE);
    } else {
      new InterimAnswers(client).send(status, headers);
    }
  }

  @Override
  public void head(UpstreamResponse response) {
    RequestSlot from = java.util.Objects.requireNonNull(connection);
    if (upgrade != null && !upgrade.mayPass(response)) {
      fail(ForwardError.BAD_RESPONSE);
      return;
    }
    outcome.headNanos = System.nanoTime();
    outcome.status = response.status();
    if (permit != null) {
      permit.answered(response.status(), outcome.headNanos - permitNanos);
    }
    if (upgrade != null && response.status() == 101) {
      switchProtocols(upgrade, response, from);
      return;
    }
    phase = Phase.RELAYING;
    armAt(outcome.headNanos + plan.idleNanos());
    keepAliveNanos = KeepAlive.nanos(response);
    HeaderList headers = loop.responseHeaders();
    ResponseHead.write(response, headers, plan, sides());
    listener.responding(headers);
    relay = new ResponseRelay(loop, client, response, from, this);
    relay.head(headers, !body.isEnded() || isLastOfItsConnection());
  }

  /** Who speaks HTTP/2 is told by a GOAWAY instead. */
  private boolean isLastOfItsConnection() {
    return (loop.isDraining() || listener.closesClient()) && client.version() != HttpVersion.HTTP_2;
  }

  @Override
  public void piece(ByteBuf piece) {
    if (relay != null) {
      relay.piece(piece);
    }
  }

  @Override
  public void turnOver() {
    if (relay != null) {
      relay.turnOver();
    }
  }

  @Override
  public void ended(HttpHeaders trailers) {
    if (relay != null) {
      relay.end(trailers);
    }
  }

  @Override
  public void drained() {
    body.drained();
  }

  private void switchProtocols(
      WebSocketUpgrade asked, UpstreamResponse response, RequestSlot from) {
    phase = Phase.RELAYING;
    loop.deadlines().clear(this);
    HeaderList headers = loop.responseHeaders();
    ResponseHead.writeUpgrade(
        response, headers, plan, sides(), client.version() == HttpVersion.HTTP_2);
    listener.responding(headers);
    headers.forEach((name, value) -> client.response().headers().add(name, value));
    asked.join(loop, from.socket(), outcome, this::tunnelClosed).onFailure(_ -> clientGone());
  }

  private void tunnelClosed() {
    if (phase != Phase.OVER) {
      end();
      succeeded();
      giveBack(false);
      listener.ended(null, false);
    }
  }

  private ResponseRewriter.Sides sides() {
    String proto = client.getHeader("X-Forwarded-Proto");
    return new ResponseRewriter.Sides(
        plan.upstream(), sentHost(), facts.seenScheme(proto), facts.host());
  }

  @Override
  public void responseMoved(int bytes) {
    outcome.bytesOut += bytes;
    if (phase == Phase.RELAYING) {
      arm(plan.idleNanos());
    }
  }

  @Override
  public void responseWhole(int bytes) {
    outcome.bytesOut += bytes;
  }

  @Override
  public void responseSent() {
    if (phase != Phase.RELAYING) {
      return;
    }
    boolean requestWhole = body.isEnded();
    boolean closeClient = !requestWhole || (relay != null && relay.closesClient());
    boolean inStep = relay == null || !relay.announcesTooMuch();
    end();
    succeeded();
    giveBack(requestWhole && inStep && keepAliveNanos > 0 && !(upgrade != null && mayUpgrade));
    body.discard();
    listener.ended(null, closeClient);
  }

  // --- 7. the end

  /**
   * The connection broke: a stale one, before a response head, may be replaced, once, where that is
   * safe.
   */
  @Override
  public void broken(Throwable cause) {
    RequestSlot on = connection;
    if (phase == Phase.OVER || on == null) {
      return;
    }
    if (phase != Phase.RELAYING
        && Retries.mayTryAgain(attempt, on, cause, body.isReplayable(), client.method())) {
      tryAgain(on);
    } else {
      boolean reset = Retries.isClosed(cause) || (phase != Phase.RELAYING && on.isRefused(cause));
      fail(reset ? ForwardError.UPSTREAM_RESET : ForwardError.BAD_RESPONSE);
    }
  }

  private void tryAgain(RequestSlot stale) {
    outcome.retries++;
    stale.abort();
    connection = null;
    phase = Phase.LEASING;
    // In the next turn: it may have broken while its head was being written.
    loop.execute(this::lease);
  }

  private void clientFailed(Throwable cause) {
    if (cause instanceof BrokenBody) {
      fail(ForwardError.BROKEN_BODY);
    } else {
      clientGone();
    }
  }

  private void clientGone() {
    if (phase != Phase.OVER) {
      outcome.clientGone = true;
      end();
      if (permit != null) {
        permit.cancelled();
      }
      giveBack(false);
      body.discard();
      listener.ended(ForwardError.CLIENT_GONE, true);
    }
  }

  private void fail(ForwardError error) {
    fail(error, SOON_MILLIS);
  }

  private void fail(ForwardError error, long retryAfterMillis) {
    if (phase == Phase.OVER) {
      return;
    }
    end();
    if (permit != null) {
      permit.failed(error, System.nanoTime() - permitNanos);
    }
    giveBack(false);
    body.discard();
    if (client.response().headWritten()) {
      // On HTTP/2 this ends the stream alone, with INTERNAL_ERROR; on HTTP/1.1 the connection.
      client.response().reset(2);
      listener.ended(error, true);
    } else {
      listener.failed(error, retryAfterMillis);
    }
  }

  private void end() {
    phase = Phase.OVER;
    loop.deadlines().clear(this);
  }

  private void succeeded() {
    if (permit != null) {
      permit.succeeded(outcome.status, outcome.headNanos - permitNanos);
    }
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

  private boolean isUpstreamSilent() {
    return phase == Phase.AWAITING_HEAD
        || (phase == Phase.SENDING && body.waitsForUpstream())
        || (phase == Phase.RELAYING && relay != null && !relay.waitsForClient());
  }

  private void arm(long nanos) {
    armAt(System.nanoTime() + nanos);
  }

  private void armAt(long nanoTime) {
    loop.deadlines().set(this, nanoTime);
  }

  @Override
  protected void expired() {
    if (connection != null && isUpstreamSilent()) {
      connection.doubt();
    }
    if (phase == Phase.ENTERING) {
      guard().refused(ForwardError.BULKHEAD_FULL);
    }
    fail(
        switch (phase) {
          case GATHERING -> clock.late(System.nanoTime());
          case ENTERING -> ForwardError.BULKHEAD_FULL;
          case LEASING -> ForwardError.POOL_EXHAUSTED;
          case SENDING ->
              body.waitsForUpstream() ? ForwardError.UPSTREAM_IDLE : clock.late(System.nanoTime());
          case AWAITING_HEAD -> ForwardError.RESPONSE_TIMEOUT;
          case RELAYING, OVER ->
              relay != null && relay.waitsForClient()
                  ? ForwardError.CLIENT_IDLE
                  : ForwardError.UPSTREAM_IDLE;
        });
  }
}
