package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.RouteMeters;
import dev.figleaf.proxy.upstream.ClientFacts;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardListener;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.Forwarding;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.ResponseHead;
import dev.figleaf.routing.Decision;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.Splitter;
import dev.figleaf.rules.Action;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Forwards to an upstream: the one of the route, or the one that the client's cohort and the
 * weights say.
 */
public final class ForwardHandler implements RouteHandler {

  /** Where a decision leads: how to forward there, and what to count. */
  public record Side(ForwardPlan plan, RouteMeters meters, BalanceKey key) {
    public Side(ForwardPlan plan, RouteMeters meters) {
      this(plan, meters, BalanceKey.of(plan.upstream().spec().balance()));
    }
  }

  private final Route route;
  private final Splitter splitter;
  private final @Nullable String seam;
  private final Map<String, Side> sides;
  private final @Nullable RespondHandler fallback;
  private final ForwardTap.@Nullable Source taps;
  private final String instance;

  /**
   * Compiles the handler of a route.
   *
   * @param sides every upstream that the route may choose, by name
   * @param fallback answers where none of them can; null where nothing does
   * @param taps says which requests are listened to; null where none is
   * @param instance this facade's own marker in {@code CDN-Loop}
   */
  public ForwardHandler(
      Route route,
      Map<String, Side> sides,
      @Nullable RespondHandler fallback,
      ForwardTap.@Nullable Source taps,
      String instance) {
    this.route = route;
    this.splitter = Objects.requireNonNull(route.splitter());
    this.seam = route.spec().action() instanceof Action.Seam(String name) ? name : null;
    this.sides = Map.copyOf(sides);
    this.fallback = fallback;
    this.taps = taps;
    this.instance = instance;
  }

  @Override
  public void handle(Exchange exchange, Loop loop) {
    Decision decision = splitter.decide(exchange.head(), ThreadLocalRandom.current());
    Side side = Objects.requireNonNull(sides.get(decision.upstream()));
    Outcome outcome = exchange.outcome();
    outcome.seam = seam;
    outcome.draw = decision.draw();
    outcome.cohortKey = decision.key();
    outcome.upstream = decision.upstream();
    exchange.count(side.meters());
    String target = target(outcome);
    ClientFacts facts = Clients.facts(exchange, instance);
    new Forwarding(
            loop,
            side.plan(),
            side.key().of(exchange.head()),
            exchange.client(),
            target,
            facts,
            outcome,
            new Answer(exchange, decision, fallback))
        .heardBy(taps == null ? null : taps.tap(loop, exchange.client(), target, facts, outcome))
        .start();
  }

  private String target(Outcome outcome) {
    String path = route.upstreamPath(outcome.path);
    return outcome.rawQuery == null ? path : path + "?" + outcome.rawQuery;
  }

  /** What comes back, for one request. */
  private record Answer(Exchange exchange, Decision decision, @Nullable RespondHandler fallback)
      implements ForwardListener {
    @Override
    public void responding(HeaderList headers) {
      if (exchange.outcome().rescued != null && isOperators()) {
        headers.add(ResponseHead.RESCUED, "1");
      }
      String visitor = decision.mintedVisitor();
      if (visitor != null) {
        headers.add(HttpHeaderNames.SET_COOKIE, Clients.visitorCookie(exchange, visitor));
      }
    }

    private boolean isOperators() {
      return exchange
          .connection()
          .isOperators(exchange.outcome().client, exchange.client().headers());
    }

    @Override
    public boolean closesClient() {
      return exchange.closesClient();
    }

    @Override
    public void failed(ForwardError error, long retryAfterMillis) {
      // A fixed answer takes no time: it is there when the deadline is over, too.
      boolean late = error == ForwardError.DEADLINE_EXCEEDED;
      if (fallback != null && (late || error.mayBeAnsweredElsewhere())) {
        exchange.outcome().fallback = error.code();
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
        exchange.outcome().status = error.status();
      }
      exchange.finish(error == null ? null : error.code());
    }
  }
}
