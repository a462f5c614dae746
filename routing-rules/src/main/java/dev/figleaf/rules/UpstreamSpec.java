package dev.figleaf.rules;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named service that answers requests: the monolith, an extracted service.
 *
 * <p>Exactly one of {@code url} and {@code endpoints} is written; {@link #addresses()} is either.
 * Two equal specs describe the same upstream, so that its pools outlive a reload.
 */
@OneOf(
    value = {"url", "endpoints"},
    required = true)
public record UpstreamSpec(
    @MapKey String name,
    @Doc("The one address of the upstream: scheme, host, port.") @Check(TextKind.UPSTREAM_URL)
        @Nullable URI url,
    @Doc("The addresses of the upstream, all equal.") @Check(TextKind.UPSTREAM_URL)
        List<URI> endpoints,
    @Doc(
            "The protocol spoken to the upstream: `http/1.1`, `h2` (HTTP/2 over https) or `h2c` (HTTP/2 over http, with prior knowledge).")
        @Default("http/1.1")
        Protocol protocol,
    @Doc(
            "The Host that the upstream sees: `client` (as the client sent it), `endpoint`, or a name.")
        @Default("client")
        HostPolicy host,
    @Doc("Bounds on connections to each endpoint.") PoolSpec pool,
    @Doc("Limits on waiting for the upstream.") TimeoutSpec timeout,
    @Doc("How an https endpoint is verified, and what is shown to it.") @Nullable TlsSpec tls,
    @Doc(
            "Which endpoint gets the next request: `least-requests` (of two drawn at random), `round-robin`, `random`, or `{ hash: KEY }`.")
        BalanceSpec balance,
    @Doc("How endpoints are asked whether they are well; a bare string is the path.")
        @Nullable HealthSpec health,
    @Doc("When an endpoint whose requests fail is left out for a while.") EjectionSpec ejection,
    @Doc("How long an endpoint that came back gets less than its share.")
        @Range(min = 0, max = 3_600_000)
        @Nullable Duration slowStart,
    @Doc("How often the names of endpoints are looked up again.")
        @Range(min = 1_000, max = 86_400_000)
        @Nullable Duration resolveEvery,
    @Doc("How much of the upstream may be in use at once; a bare number is `concurrent`.")
        BulkheadSpec bulkhead,
    @Doc("When calls stop for a while.") BreakerSpec breaker,
    @Doc("When a request that failed is sent once more; a bare number is `attempts`.")
        RetrySpec retry,
    @Doc(
            "The header that tells the upstream how many milliseconds its client still waits, or `off`; by default `X-Request-Deadline-Ms`, and `off` for what a seam moves out of.")
        DeadlineHeader deadlineHeader) {

  /** How long an endpoint that came back gets less than its share, where nobody says otherwise. */
  public static final Duration SLOW_START = Duration.ofSeconds(10);

  /** How often names are looked up again, where nobody says otherwise. */
  public static final Duration RESOLVE_EVERY = Duration.ofSeconds(30);

  public UpstreamSpec {
    endpoints = List.copyOf(endpoints);
  }

  /** An upstream of which nothing is written but where it is. */
  public static UpstreamSpec at(String name, List<URI> endpoints) {
    return new UpstreamSpec(
        name,
        null,
        endpoints,
        Protocol.HTTP_1_1,
        new HostPolicy.Client(),
        PoolSpec.NONE,
        TimeoutSpec.NONE,
        null,
        BalanceSpec.STANDARD,
        null,
        EjectionSpec.NONE,
        null,
        null,
        BulkheadSpec.NONE,
        BreakerSpec.NONE,
        RetrySpec.NONE,
        DeadlineHeader.UNSAID);
  }

  /** Where the upstream is reached, at least one address. */
  public List<URI> addresses() {
    return url == null ? endpoints : List.of(url);
  }

  /**
   * The same service under another name, for what nobody waits for: with a bound of its own, and
   * not asked whether it is well.
   */
  public UpstreamSpec aside(String otherName, int concurrent) {
    return new UpstreamSpec(
        otherName,
        url,
        endpoints,
        protocol,
        host,
        pool,
        timeout,
        tls,
        balance,
        null,
        ejection,
        slowStart,
        resolveEvery,
        new BulkheadSpec(concurrent, 0, 1),
        breaker,
        retry,
        deadlineHeader);
  }

  /** This spec, with every figure that it leaves open filled in: from the defaults, or standard. */
  public UpstreamSpec orElse(Defaults defaults) {
    return new UpstreamSpec(
        name,
        url,
        endpoints,
        protocol,
        host,
        pool.orElse(defaults.pool()),
        timeout.orElse(defaults.timeout()),
        tls,
        balance,
        health,
        ejection.orElse(defaults.ejection()).orElse(EjectionSpec.STANDARD),
        slowStart != null ? slowStart : SLOW_START,
        resolveEvery != null ? resolveEvery : RESOLVE_EVERY,
        bulkhead.orElse(defaults.bulkhead()).orElse(BulkheadSpec.STANDARD),
        breaker.orElse(defaults.breaker()).orElse(BreakerSpec.STANDARD),
        retry.orElse(defaults.retry()).orElse(RetrySpec.STANDARD),
        deadlineHeader);
  }
}
