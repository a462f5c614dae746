package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.handler.Clients;
import dev.figleaf.proxy.handler.RouteHandler;
import dev.figleaf.proxy.handler.SideWork;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.SharedMemory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.json.JsonObject;

/** Answers with what several upstreams said, put together. */
public final class AggregateHandler implements RouteHandler {
  private final AggregatePlan plan;
  private final SideWork work;
  private final SharedMemory memory;
  private final String instance;

  /**
   * Makes the handler of a route.
   *
   * @param instance this facade's own marker in {@code CDN-Loop}
   */
  public AggregateHandler(AggregatePlan plan, SideWork work, SharedMemory memory, String instance) {
    this.plan = plan;
    this.work = work;
    this.memory = memory;
    this.instance = instance;
  }

  @Override
  public void handle(Exchange exchange, Loop loop) {
    exchange.count(plan.meters);
    if (plan.mayBeAsked(exchange.head().method())) {
      new Assembly(plan, exchange, loop, Clients.facts(exchange, instance), work, memory).start();
    } else {
      HeaderList headers = HeaderList.ofSize(4);
      headers.add(HttpHeaderNames.ALLOW, "GET, HEAD");
      ProblemAnswer.send(exchange, 405, "method-not-allowed", new JsonObject(), headers);
    }
  }
}
