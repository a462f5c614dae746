package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One client's request, forwarded and answered.
 *
 * <ol>
 *   <li>Gather what came with the head of the client's request.
 *   <li>Try: each {@link Attempt} asks one upstream.
 *   <li>Relay the answer that is taken, with what names the upstream rewritten; interim responses
 *       pass before it.
 *   <li>End exactly once: the listener is told.
 * </ol>
 *
 * <p>Runs on the event loop of the client's connection from the first line to the last. It is
 * itself the deadline of what it waits for; while an attempt waits, that is.
 */
public final class Forwarding extends Deadline
    implements RequestBody.Listener, ResponseRelay.Listener {

  private static final long SOON_MILLIS = 1_000;

  final Loop loop;
  final Outcome outcome;
  final RequestBody body;
  private final ForwardPlan plan;
  private final long key;
  private final HttpServerRequest client;
  private final String uri;
  private final ClientFacts facts;
  private final ForwardListener listener;
  private final @Nullable WebSocketUpgrade upgrade;

  private Stage stage = Stage.GATHERING;
  private int attempts;
  private int interims;
  private @Nullable BodyClock clock;
  private @Nullable Attempt attempt;
  private @Nullable ResponseRelay relay;

  private enum Stage {
    GATHERING,
    TRYING,
    RELAYING,
    OVER
  }

  /**
   * One request.
   *
   * @param key says which endpoint where the upstream's balance is a hash
   */
  public Forwarding(
      Loop loop,
      ForwardPlan plan,
      long key,
      HttpServerRequest client,
      String uri,
      ClientFacts facts,
      Outcome outcome,
      ForwardListener listener) {
    this.loop = loop;
    this.plan = plan;
    this.key = key;
    this.client = client;
    this.uri = uri;
    this.facts = facts;
    this.outcome = outcome;
    this.listener = listener;
    this.upgrade = WebSocketUpgrade.of(client);
    this.body = new RequestBody(client, plan.maxBody(), upgrade != null);
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
      clock = new BodyClock(plan.idleNanos(), loop.bodyRate());
      loop.deadlines().set(this, System.nanoTime() + plan.idleNanos());
      body.gather(loop, this, this::attempt);
    } else {
      attempt();
    }
  }

  // --- 2. attempts

  private void attempt() {
    if (stage == Stage.OVER) {
      return;
    }
    stage = Stage.TRYING;
    loop.deadlines().clear(this);
    attempts++;
    attempt = new Attempt(this, plan, attempts > 1);
    attempt.start();
  }

  /** Says which endpoint where the upstream's balance is a hash. */
  long balanceKey() {
    return key;
  }

  /** The head of the request, as the upstream of an attempt gets it. */
  RequestHead head(Attempt by) {
    HeaderList headers =
        new RequestHeaders(client.headers(), client.version(), facts, loop.headers())
            .write(by.plan());
    body.tellLength(headers);
    boolean asks = asks(by.plan());
    if (upgrade != null && asks) {
      upgrade.ask(headers);
    }
    return new RequestHead(client.method(), uri, sentHost(by), headers, body.isChunked(), asks);
  }

  /** Whether an upstream is asked for a WebSocket. */
  private boolean asks(ForwardPlan to) {
    return upgrade != null && !to.upstream().spec().protocol().isHttp2();
  }

  /** What the request becomes for an upstream. */
  UpstreamGuard.Call call(ForwardPlan to) {
    return asks(to) ? UpstreamGuard.Call.TUNNEL : UpstreamGuard.Call.REQUEST;
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
    outcome.sentNanos = System.nanoTime();
    if (attempt != null) {
      attempt.sent(outcome.sentNanos);
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

  /** Whether an attempt that got no answer may be made once more at once. */
  boolean mayReplace(RequestSlot on, Throwable cause) {
    return Retries.mayTryAgain(attempts, on, cause, body.isReplayable(), client.method());
  }

  /** Makes another attempt, in the next turn: this one may have broken while it wrote its head. */
  void replace() {
    outcome.retries++;
    attempt = null;
    loop.execute(this::attempt);
  }

  // --- 3. the response

  void interim(int status, HttpHeaders headers) {
    if (++interims > InterimAnswers.MOST) {
      fail(ForwardError.BAD_RESPONSE);
    } else {
      new InterimAnswers(client).send(status, headers);
    }
  }

  /** An attempt has the head of an answer. */
  void headed(Attempt by, UpstreamResponse response) {
    if (upgrade != null && !upgrade.mayPass(response)) {
      fail(ForwardError.BAD_RESPONSE);
      return;
    }
    outcome.headNanos = System.nanoTime();
    outcome.status = response.status();
    stage = Stage.RELAYING;
    if (upgrade != null && response.status() == 101) {
      switchProtocols(upgrade, by, response);
    } else {
      relay(by, response);
    }
  }

  private void relay(Attempt by, UpstreamResponse response) {
    by.relaying(outcome.headNanos);
    HeaderList headers = loop.responseHeaders();
    ResponseHead.write(response, headers, by.plan(), sides(by));
    listener.responding(headers);
    relay = new ResponseRelay(loop, client, response, by.slot(), this);
    relay.head(headers, !body.isEnded() || isLastOfItsConnection());
  }

  /** Who speaks HTTP/2 is told by a GOAWAY instead. */
  private boolean isLastOfItsConnection() {
    return (loop.isDraining() || listener.closesClient()) && client.version() != HttpVersion.HTTP_2;
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
    ResponseHead.writeUpgrade(
        response, headers, by.plan(), sides(by), client.version() == HttpVersion.HTTP_2);
    listener.responding(headers);
    headers.forEach((name, value) -> client.response().headers().add(name, value));
    asked.join(loop, by.slot().socket(), outcome, this::tunnelClosed).onFailure(_ -> clientGone());
  }

  private void tunnelClosed() {
    if (stage != Stage.OVER && attempt != null) {
      end();
      attempt.finish(false);
      listener.ended(null, false);
    }
  }

  private ResponseRewriter.Sides sides(Attempt by) {
    String proto = client.getHeader("X-Forwarded-Proto");
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

  // --- 4. the end

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
      abort(ForwardError.CLIENT_GONE);
      body.discard();
      listener.ended(ForwardError.CLIENT_GONE, true);
    }
  }

  /** Ends without a whole answer. */
  void fail(ForwardError error) {
    fail(error, SOON_MILLIS);
  }

  /**
   * The same.
   *
   * @param retryAfterMillis when it may be worth another try
   */
  void fail(ForwardError error, long retryAfterMillis) {
    if (stage == Stage.OVER) {
      return;
    }
    end();
    abort(error);
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
    stage = Stage.OVER;
    loop.deadlines().clear(this);
  }

  private void abort(ForwardError why) {
    if (attempt != null) {
      attempt.abort(why);
    }
  }

  @Override
  protected void expired() {
    fail(clientLate());
  }
}
