package dev.figleaf.rules;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what is wrong with one upstream as a whole. */
final class UpstreamValidator {
  private final UpstreamSpec upstream;
  private final String path;
  private final Set<HostAndPort> self;
  private final Origins origins;
  private final Problems problems;

  UpstreamValidator(
      UpstreamSpec upstream,
      String path,
      Set<HostAndPort> self,
      Origins origins,
      Problems problems) {
    this.upstream = upstream;
    this.path = path;
    this.self = self;
    this.origins = origins;
    this.problems = problems;
  }

  void validate() {
    List<URI> addresses = upstream.addresses();
    if (origins.isWritten(path + ".endpoints") && upstream.endpoints().isEmpty()) {
      error(".endpoints", "an upstream needs at least one address");
    }
    var seen = new HashSet<URI>();
    for (int i = 0; i < addresses.size(); i++) {
      String at = upstream.url() == null ? Paths.item(".endpoints", i) : ".url";
      address(at, addresses.get(i));
      if (!seen.add(addresses.get(i))) {
        error(at, addresses.get(i) + " stands twice; one endpoint, one line");
      }
    }
    if (upstream.tls() != null) {
      tls(upstream.tls(), addresses);
    }
    protocol(addresses);
    breaker(upstream.breaker());
    HealthSpec health = upstream.health();
    if (health != null && health.timeout().compareTo(health.interval()) > 0) {
      error(".health.timeout", "an endpoint would be asked again before it may be late");
    }
  }

  private void breaker(BreakerSpec breaker) {
    if (breaker.openFor() != null
        && breaker.openAtMost() != null
        && breaker.openAtMost().compareTo(breaker.openFor()) < 0) {
      error(".breaker.open-at-most", "is less than open-for, from which it doubles");
    }
    if (breaker.slowRate() != null && breaker.slowCall() == null) {
      error(".breaker.slow-rate", "nothing is slow until slow-call says what is");
    }
  }

  private void protocol(List<URI> addresses) {
    switch (upstream.protocol()) {
      case H2 -> {
        if (!haveScheme(addresses, "https")) {
          error(".protocol", "h2 is for https; over http:// the protocol is called h2c");
        }
      }
      case H2C -> {
        if (!haveScheme(addresses, "http")) {
          error(".protocol", "h2c is for http; over https:// the protocol is called h2");
        }
      }
      case HTTP_1_1 -> {}
    }
  }

  private static boolean haveScheme(List<URI> addresses, String scheme) {
    return addresses.stream().allMatch(url -> scheme.equals(url.getScheme()));
  }

  private void address(String at, URI url) {
    HostAndPort called = HostAndPort.of(url);
    for (HostAndPort own : self) {
      if (own.receives(called)) {
        error(at, url + " is this facade itself (it listens on " + own + "); requests would loop");
        return;
      }
    }
  }

  private void tls(TlsSpec tls, List<URI> addresses) {
    if (addresses.stream().anyMatch(url -> !"https".equals(url.getScheme()))) {
      error(".tls", "tls is for https; an address of the upstream begins with http://");
    }
    if (tls.certificate() != null && tls.key() == null) {
      error(".tls.certificate", "a certificate needs its private key; write key: FILE beside it");
    }
    if (tls.key() != null && tls.certificate() == null) {
      error(".tls.key", "a key needs its certificate; write certificate: FILE beside it");
    }
  }

  private void error(String at, String message) {
    problems.add(origins.error(path + at, message));
  }
}
