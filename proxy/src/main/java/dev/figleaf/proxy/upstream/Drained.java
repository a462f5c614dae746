package dev.figleaf.proxy.upstream;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The endpoints that operators drained, by upstream: they get no new request until somebody
 * restores them or the process ends. What stands aside for copies follows the upstream that it
 * copies to.
 *
 * <p>Safe to share; outlives every spec that an upstream had.
 */
final class Drained {
  private static final String ASIDE = "shadow:";

  private final Map<String, Set<EndpointAddress>> byUpstream = new ConcurrentHashMap<>();

  /** Those of an upstream; what is put into it is drained. */
  Set<EndpointAddress> of(String upstream) {
    return byUpstream.computeIfAbsent(base(upstream), _ -> ConcurrentHashMap.newKeySet());
  }

  /** Forgets those of all other upstreams. */
  void retain(Collection<String> upstreams) {
    byUpstream
        .keySet()
        .retainAll(upstreams.stream().map(Drained::base).collect(Collectors.toSet()));
  }

  private static String base(String upstream) {
    return upstream.startsWith(ASIDE)
        ? upstream.substring(upstream.lastIndexOf(':') + 1)
        : upstream;
  }
}
