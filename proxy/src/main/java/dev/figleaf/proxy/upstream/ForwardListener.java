package dev.figleaf.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Who asked for a {@link Forwarding}. Exactly one of {@link #failed} and {@link #ended} is called,
 * once, on the event loop of the exchange.
 */
public interface ForwardListener {
  /** The head of the response is put together: the last moment to add headers. */
  void responding(HeaderList headers);

  /** Whether the client's connection must not serve another request, whatever happens. */
  boolean closesClient();

  /**
   * Nothing has been written to the client: it must still be answered.
   *
   * @param retryAfterMillis when it may be worth another try; only told with a 503
   */
  void failed(ForwardError error, long retryAfterMillis);

  /**
   * The exchange is over: answered, or broken off when there was nothing left to say.
   *
   * @param error why the answer is not whole, or null
   * @param closeClient whether the client's connection must not serve another request
   */
  void ended(@Nullable ForwardError error, boolean closeClient);
}
