package dev.figleaf.rules;

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
    @Doc("The largest request body that passes.") @Nullable ByteSize maxBody,
    @Doc("Higher wins over every other order of precedence; 0 when absent.") @Default("0")
        int priority) {}
