package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.Asked;
import dev.figleaf.proxy.cache.CacheKey;
import dev.figleaf.proxy.cache.CacheStatus;
import dev.figleaf.proxy.cache.Flight;
import dev.figleaf.proxy.cache.Forwarded;
import dev.figleaf.proxy.cache.Lookup;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.telemetry.CacheUse;
import dev.figleaf.proxy.upstream.ForwardListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of a route, or of a part, from its cache, or asks the upstream that was
 * chosen. It stands behind the decision: an answer belongs to the side that gave it. Shared by all
 * event loops.
 */
public final class CachedRoute {
  /** The code of the answer to who wants nothing but what is kept. */
  static final String NOT_STORED = "not-stored";

  private final RouteCache cache;
  private final Invalidation invalidates;

  public CachedRoute(RouteCache cache, Invalidation invalidates) {
    this.cache = cache;
    this.invalidates = invalidates;
  }

  /**
   * A request that is looked up.
   *
   * @param key its address
   */
  record Wanted(Errand forward, CacheKey key, Asked asked) {}

  /** Answers a request, or sees to it that it is answered. */
  public void handle(Errand forward) {
    if (isMoreThanARequest(forward.client())) {
      pass(forward, isRead(forward.client()) ? Forwarded.BYPASS : Forwarded.METHOD);
      return;
    }
    var asked =
        Asked.of(forward.client().method().name(), forward.upstream(), forward.client().headers());
    var wanted = new Wanted(forward, forward.key(), asked);
    switch (cache.look(wanted.key, asked)) {
      case Lookup.Pass(Forwarded why) -> pass(forward, why);
      case Lookup.Hit(StoredAnswer answer, boolean refresh) -> {
        boolean fresh = answer.left(cache.now()) > 0;
        reply(wanted, answer, fresh ? CacheUse.HIT : CacheUse.STALE);
        if (refresh) {
          refresh(wanted, answer);
        }
      }
      case Lookup.Revalidate(StoredAnswer answer, Forwarded why) -> ask(wanted, answer, why);
      case Lookup.Miss(Forwarded why) -> ask(wanted, null, why);
      case Lookup.NotStored() -> {
        use(forward, CacheUse.NOT_STORED);
        forward.notStored();
      }
    }
  }

  private static boolean isRead(ClientStream client) {
    return client.method() == HttpMethod.GET || client.method() == HttpMethod.HEAD;
  }

  /** It wants another protocol, or has a body, which nothing here looks at. */
  private static boolean isMoreThanARequest(ClientStream client) {
    return client.isWebSocketStream()
        || client.headers().contains(HttpHeaderNames.UPGRADE)
        || ProblemAnswer.hasUnreadBody(client);
  }

  private void pass(Errand forward, Forwarded why) {
    use(forward, CacheUse.BYPASS);
    forward.tellCache(CacheStatus.forwarded(why, false));
    forward.start(
        forward.client(),
        forward.outcome(),
        telling(forward),
        invalidates.tap(forward, forward.tap()));
  }

  /** What is passed on to a safe request varies like what is kept. */
  private ForwardListener telling(Errand forward) {
    return cache.policy().varies() && Invalidation.isSafe(forward.client())
        ? new VaryTelling(forward, cache.policy())
        : forward;
  }

  void use(Errand forward, CacheUse use) {
    forward.outcome().cache = use;
    cache.used(use);
  }

  private void reply(Wanted wanted, StoredAnswer answer, CacheUse use) {
    use(wanted.forward, use);
    wanted.forward.tellCache(CacheStatus.hit(answer.left(cache.now())));
    wanted.forward.reply(wanted.asked, answer, cache.now(), null);
  }

  /** Asks the upstream for those who come later. */
  private void refresh(Wanted wanted, StoredAnswer stale) {
    if (cache.join(wanted.key, wanted.forward.upstream(), wanted.asked.headers())
        instanceof RouteCache.Joined.Leads(Flight flight)) {
      cache.refreshed();
      // The turn of the loop belongs to clients.
      wanted
          .forward
          .loop()
          .execute(
              () ->
                  new CacheFill(this, cache, wanted, stale, Forwarded.STALE, flight).startBehind());
    }
  }

  /** Asks the upstream, or waits for somebody who does already. */
  private void ask(Wanted wanted, @Nullable StoredAnswer stale, Forwarded why) {
    if (!mayWait(wanted.asked, stale, why)) {
      fill(wanted, stale, why, null);
      return;
    }
    switch (cache.join(wanted.key, wanted.forward.upstream(), wanted.asked.headers())) {
      case RouteCache.Joined.Leads(Flight flight) -> fill(wanted, stale, why, flight);
      case RouteCache.Joined.Alone() -> fill(wanted, stale, why, null);
      case RouteCache.Joined.Follows(Flight flight) ->
          new CacheWait(this, wanted, stale, why).on(flight);
    }
  }

  /**
   * Whether somebody else's answer would do: who asks for more, or says who they are, asks alone.
   */
  private static boolean mayWait(Asked asked, @Nullable StoredAnswer stale, Forwarded why) {
    return asked.method().equals("GET")
        && !asked.isAuthorized()
        && why != Forwarded.REQUEST
        && (stale != null || !asked.isConditional());
  }

  /** What was waited for is there, or will never be. */
  void landed(Wanted wanted, @Nullable StoredAnswer stale, Forwarded why) {
    if (cache.look(wanted.key, wanted.asked) instanceof Lookup.Hit(StoredAnswer answer, _)) {
      use(wanted.forward, CacheUse.COLLAPSED);
      wanted.forward.tellCache(CacheStatus.collapsed(why, answer.left(cache.now())));
      wanted.forward.reply(wanted.asked, answer, cache.now(), null);
    } else {
      fill(wanted, stale, why, null);
    }
  }

  private void fill(
      Wanted wanted, @Nullable StoredAnswer stale, Forwarded why, @Nullable Flight flight) {
    new CacheFill(this, cache, wanted, stale, why, flight).start();
  }
}
