package dev.figleaf.rules;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A match and what happens to what it matches.
 *
 * @param name unique; what metrics, logs and tests call the route. Where none is written it is the
 *     match as text.
 */
public record RouteSpec(
    @Doc("What metrics, logs and tests call the route; the match as text when absent.")
        @Default("")
        @Check(TextKind.LABEL)
        String name,
    @Doc("Which requests the route is for; a bare string is a path.") Match match,
    @Inline Action action,
    @Doc("Who a client is for `split`; without it each request draws anew.")
        @Nullable CohortSpec cohort,
    @Doc("How path and host change on the way to the upstream.") @Nullable RewriteSpec rewrite,
    @Doc("Headers to set, add and remove.") HeadersSpec headers,
    @Doc("Limits on waiting for the upstream, on this route.") TimeoutSpec timeout,
    @Doc("How long a client waits for the head of an answer in all, retries and rescues included.")
        @Range(min = 1, max = 86_400_000)
        @Nullable Duration deadline,
    @Doc("When a request that failed is sent once more, on this route.") RetrySpec retry,
    @Doc("When a second request is sent beside a safe one that is slow; a bare value is `after`.")
        @Nullable HedgeSpec hedge,
    @Doc(
            "What answers where the upstream cannot: another upstream, or a fixed answer; a bare string is the upstream.")
        @Nullable FallbackSpec fallback,
    @Doc("The largest request body that passes.") @Nullable ByteSize maxBody,
    @Doc("Higher wins over every other order of precedence; 0 when absent.") @Default("0")
        int priority,
    @Doc("Which requests are copied to another upstream; a bare string is that upstream.")
        @Nullable ShadowSpec shadow,
    @Doc("Which answers are kept and given again; a bare duration is `ttl`.")
        @Nullable CacheSpec cache,
    @Doc("How messages change at the boundary of an upstream that has another model.")
        @Nullable TransformSpec transform) {

  /** A route of which nothing is written but these. */
  public static RouteSpec of(String name, Match match, Action action) {
    return new RouteSpec(
        name,
        match,
        action,
        null,
        null,
        HeadersSpec.NONE,
        TimeoutSpec.NONE,
        null,
        RetrySpec.NONE,
        null,
        null,
        null,
        0,
        null,
        null,
        null);
  }

  /** The same, but nothing is copied. */
  public RouteSpec withoutShadow() {
    return new RouteSpec(
        name, match, action, cohort, rewrite, headers, timeout, deadline, retry, hedge, fallback,
        maxBody, priority, null, cache, transform);
  }

  /** The same route under a name. */
  RouteSpec named(String given) {
    return new RouteSpec(
        given, match, action, cohort, rewrite, headers, timeout, deadline, retry, hedge, fallback,
        maxBody, priority, shadow, cache, transform);
  }

  /**
   * How headers change on the way to an upstream and back: the transform stands nearer to it than
   * the route.
   *
   * @param transformed whether the transform is for the upstream
   */
  public HeadersSpec headers(boolean transformed) {
    return transform == null || !transformed
        ? headers
        : new HeadersSpec(
            headers.request().then(transform.request().headers().edits()),
            transform.response().headers().edits().then(headers.response()));
  }
}
