package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.buffer.ByteBuf;
import io.vertx.core.net.NetSocket;

/**
 * Room for one request on a connection, leased: the whole of a connection that speaks HTTP/1.1, a
 * stream of one that speaks HTTP/2.
 *
 * <p>A lease ends in {@link #release} or {@link #abort}, always; after that the listener hears no
 * more. Confined to its event loop.
 */
sealed interface RequestSlot permits UpstreamConnection, UpstreamStream {

  /** Takes the head of the request. */
  void send(RequestHead head, UpstreamListener listener);

  /** Takes a piece of the body over. */
  void write(ByteBuf piece);

  /** Lets leave what was taken. */
  void flush();

  /** Ends the request; all of it leaves. */
  void end();

  /** The same, with these trailers where there is a place for them. */
  void end(HeaderList trailers);

  /** Whether so much is on its way to the upstream that more of the body should wait. */
  boolean isFull();

  /** Stops the response for a while; a piece or two may still come. */
  void pause();

  void resume();

  /** The bytes behind a 101, from the moment on when its head is told. */
  NetSocket socket();

  /** Whether a request went over it before, so that the other side may have closed it meanwhile. */
  boolean wasUsed();

  /** Whether the upstream said, or it is certain, that it did not look at the request. */
  boolean isRefused(Throwable cause);

  /** Gives it back after a whole answer to a whole request. */
  void release(long keepAliveNanos);

  /** Breaks off: nothing that is still on its way may reach another request. */
  void abort();

  /** The upstream is silent: others should not have to find that out one by one. */
  void doubt();
}
