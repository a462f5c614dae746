package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.Asked;
import dev.figleaf.proxy.cache.CacheKey;
import dev.figleaf.proxy.cache.CacheStatus;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.ClientFacts;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardListener;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.Forwarding;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.ResponseHead;
import dev.figleaf.routing.Decision;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/**
 * One request that was decided to go to an upstream: what is sent there, and what comes back to its
 * client. Confined to its event loop.
 */
final class Forward implements Errand {
  final Exchange exchange;
  final Loop loop;
  final ForwardHandler.Side side;
  private final Decision decision;
  private final String target;
  private final ClientFacts facts;
  private final @Nullable RespondHandler fallback;
  private final ForwardTap.@Nullable Source taps;
  private @Nullable String cacheStatus;

  /**
   * @param target path and query, as the upstream gets them
   * @param fallback answers where no upstream can; null where nothing does
   * @param taps says whether somebody listens; null where nobody does
   */
  Forward(
      Exchange exchange,
      Loop loop,
      ForwardHandler.Side side,
      Decision decision,
      String target,
      ClientFacts facts,
      @Nullable RespondHandler fallback,
      ForwardTap.@Nullable Source taps) {
    this.exchange = exchange;
    this.loop = loop;
    this.side = side;
    this.decision = decision;
    this.target = target;
    this.facts = facts;
    this.fallback = fallback;
    this.taps = taps;
  }

  @Override
  public ClientStream client() {
    return exchange.client();
  }

  @Override
  public Outcome outcome() {
    return exchange.outcome();
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public String upstream() {
    return decision.upstream();
  }

  @Override
  public CacheKey key() {
    Outcome outcome = outcome();
    return new CacheKey(
        Clients.site(exchange, facts),
        outcome.rawQuery == null ? outcome.path : outcome.path + "?" + outcome.rawQuery);
  }

  @Override
  public long patienceNanos() {
    long most = side.plan().deadlineNanos();
    return most == 0 ? Long.MAX_VALUE : (outcome().startNanos + most - System.nanoTime()) / 2;
  }

  @Override
  public @Nullable ForwardTap tap() {
    return taps == null ? null : taps.tap(loop, client(), target, facts, outcome());
  }

  @Override
  public void start(
      ClientStream asking, Outcome of, ForwardListener listener, @Nullable ForwardTap tap) {
    new Forwarding(
            loop, side.plan(), side.key().of(exchange.head()), asking, target, facts, of, listener)
        .heardBy(tap)
        .start();
  }

  @Override
  public void tellCache(String status) {
    cacheStatus = status;
  }

  @Override
  public void reply(Asked asked, StoredAnswer answer, long now, @Nullable String code) {
    new StoredReply(this, asked, answer, now).send(code);
  }

  @Override
  public void notStored() {
    ProblemAnswer.send(exchange, 504, CachedRoute.NOT_STORED);
  }

  @Override
  public void responding(HeaderList headers) {
    if (outcome().rescued != null && isOperators()) {
      headers.add(ResponseHead.RESCUED, "1");
    }
    if (cacheStatus != null) {
      headers.add(CacheStatus.NAME, cacheStatus);
    }
    String visitor = decision.mintedVisitor();
    if (visitor != null) {
      headers.add(HttpHeaderNames.SET_COOKIE, Clients.visitorCookie(exchange, visitor));
    }
  }

  private boolean isOperators() {
    return exchange.connection().isOperators(outcome().client, client().headers());
  }

  @Override
  public boolean closesClient() {
    return exchange.closesClient();
  }

  @Override
  public void failed(ForwardError error, long retryAfterMillis) {
    if (fallback != null && Errand.mayStandIn(error)) {
      outcome().fallback = error.code();
      fallback.answer(exchange);
    } else {
      ProblemAnswer.send(exchange, error.status(), error.code(), retryAfterMillis);
    }
  }

  @Override
  public void ended(@Nullable ForwardError error, boolean closeClient) {
    if (closeClient) {
      exchange.closeClient();
    }
    if (error == ForwardError.CLIENT_GONE) {
      outcome().status = error.status();
    }
    exchange.finish(error == null ? null : error.code());
  }
}
