package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.upstream.EndpointOrder;

/**
 * What operators tell upstreams. It is no part of the history: a restart forgets it, and other
 * replicas never hear of it.
 */
public interface UpstreamOrders {
  /**
   * Tells an endpoint.
   *
   * @param address as its upstream lists it
   */
  Told endpoint(Author author, String upstream, EndpointOrder order, String address);

  /** Closes a breaker, and forgets what it counted. */
  Told resetBreaker(Author author, String upstream);

  /** What became of it. */
  sealed interface Told {
    /** It is done, and audited. */
    record Done() implements Told {}

    /** The live rules name no such upstream. */
    record Gone() implements Told {}

    /**
     * It cannot be done.
     *
     * @param status of HTTP
     * @param code what the API calls it
     */
    record Refused(int status, String code, String message) implements Told {}
  }
}
