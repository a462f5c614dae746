package dev.figleaf.proxy.upstream;

import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.HeadersSpec;
import dev.figleaf.rules.HostPolicy;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.StatusClass;
import dev.figleaf.rules.TimeoutSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a route's requests go to one upstream: compiled once for each pair, shared by all requests.
 *
 * @param responseNanos from the request sent to the response head
 * @param idleNanos between two pieces of a body, in either direction
 * @param maxBody bytes, or {@link Long#MAX_VALUE}
 * @param transform what changes at the boundary of the upstream; null where nothing does
 */
public record ForwardPlan(
    Upstream upstream,
    long responseNanos,
    long idleNanos,
    long maxBody,
    HostPolicy host,
    HeaderEdits requestEdits,
    HeaderEdits responseEdits,
    ResponseRewriter rewriter,
    Failing failing,
    @Nullable Transform transform) {

  static final Duration RESPONSE = Duration.ofSeconds(60);
  static final Duration IDLE = Duration.ofSeconds(60);

  /**
   * The plan of a route for an upstream whose spec has its defaults filled in, with nobody else to
   * ask.
   *
   * @param movesOut whether a seam moves out of the upstream
   * @param hedge one for all upstreams of the route, or null
   * @param transform of the route, where it is for this upstream; else null
   */
  public static ForwardPlan of(
      RouteSpec route,
      Upstream upstream,
      boolean movesOut,
      @Nullable HedgePlan hedge,
      @Nullable Transform transform) {
    HeadersSpec headers = route.headers(transform != null);
    TimeoutSpec timeout = route.timeout().orElse(upstream.spec().timeout());
    String fixedHost = route.rewrite() == null ? null : route.rewrite().host();
    return new ForwardPlan(
        upstream,
        ConnectionSettings.nanos(timeout.response(), RESPONSE),
        ConnectionSettings.nanos(timeout.idle(), IDLE),
        route.maxBody() == null ? Long.MAX_VALUE : route.maxBody().bytes(),
        fixedHost == null ? upstream.spec().host() : new HostPolicy.Fixed(fixedHost),
        headers.request(),
        headers.response(),
        ResponseRewriter.of(route.rewrite()),
        Failing.of(route, upstream, movesOut, hedge),
        transform);
  }

  /** The same plan, with who is asked where its upstream cannot answer. */
  public ForwardPlan orElse(@Nullable RescuePlan rescue, @Nullable ForwardPlan fallback) {
    return new ForwardPlan(
        upstream,
        responseNanos,
        idleNanos,
        maxBody,
        host,
        requestEdits,
        responseEdits,
        rewriter,
        new Failing(
            failing.retry(),
            failing.deadline(),
            failing.hedge(),
            rescue,
            fallback,
            failing.answersItself()),
        transform);
  }

  /**
   * How a route's requests go to an upstream once more, on nobody's behalf: nothing is asked in its
   * place.
   *
   * @param edits of the request's headers, in place of the route's
   * @param host in place of the route's and the upstream's, or null
   * @param most the longest time that is waited for anything, in nanoseconds
   * @param transform of the route, where it is for this upstream; else null
   */
  public static ForwardPlan aside(
      RouteSpec route,
      Upstream upstream,
      HeaderEdits edits,
      @Nullable HostPolicy host,
      long most,
      @Nullable Transform transform) {
    ForwardPlan plan = of(route, upstream, true, null, transform);
    return new ForwardPlan(
        upstream,
        Math.min(most, plan.responseNanos),
        Math.min(most, plan.idleNanos),
        Long.MAX_VALUE,
        host == null ? plan.host : host,
        edits,
        plan.responseEdits,
        plan.rewriter,
        Failing.NOTHING,
        transform);
  }

  /** From the head of a request to the head of its answer, in all; 0 where nothing bounds it. */
  public long deadlineNanos() {
    return failing.deadline().nanos();
  }

  /** The same plan for a request whose client waits so long, and no longer. */
  public ForwardPlan within(long nanos) {
    return new ForwardPlan(
        upstream,
        responseNanos,
        idleNanos,
        maxBody,
        host,
        requestEdits,
        responseEdits,
        rewriter,
        failing.within(nanos),
        transform);
  }

  /**
   * What changes bodies of requests to the upstream, or to one that may answer in its place; null
   * where nothing does, and bodies stream.
   */
  @Nullable Transform readsRequests() {
    if (transform != null && transform.readsRequests()) {
      return transform;
    }
    RescuePlan rescue = rescue();
    Transform other = rescue == null ? null : rescue.from().readsRequests();
    ForwardPlan fallback = fallback();
    return other == null && fallback != null ? fallback.readsRequests() : other;
  }

  /** What a client is told in place of a status of the upstream. */
  int told(int status) {
    return transform == null ? status : transform.status(status);
  }

  RetryRule retry() {
    return failing.retry();
  }

  DeadlineRule deadline() {
    return failing.deadline();
  }

  @Nullable HedgePlan hedge() {
    return failing.hedge();
  }

  @Nullable RescuePlan rescue() {
    return failing.rescue();
  }

  @Nullable ForwardPlan fallback() {
    return failing.fallback();
  }

  /** Whether a status counts as a failure of the upstream. */
  boolean isFailure(int status) {
    List<StatusClass> counted = upstream.spec().breaker().count();
    for (int i = 0; i < counted.size(); i++) {
      if (counted.get(i).holds(status)) {
        return true;
      }
    }
    return false;
  }

  /** What the upstream is called in a request that it gets: its Host, or its {@code :authority}. */
  String host(Endpoint endpoint, ClientFacts facts) {
    return switch (host) {
      case HostPolicy.Client() -> facts.host() == null ? endpoint.authority() : facts.host();
      case HostPolicy.Endpoint() -> endpoint.authority();
      case HostPolicy.Fixed(String authority) -> authority;
    };
  }
}
