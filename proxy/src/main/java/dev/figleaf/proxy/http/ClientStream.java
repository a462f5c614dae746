package dev.figleaf.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and the answer to it, whatever version of HTTP carries both.
 *
 * <p>The request's head is here from the beginning, its body comes in pieces. The answer is any
 * number of interim ones, and then either one {@link #answer}, or a {@link #head}, pieces and an
 * {@link #end}. Confined to the event loop of the client's connection.
 */
public interface ClientStream {

  /** Who reads the body of the request. */
  interface BodyListener {
    /** Some of it, which is the caller's: who keeps it retains it. */
    void piece(ByteBuf piece);

    /** All of it was told, and its trailers are there. */
    void bodyEnded();
  }

  // --- the request

  HttpVersion version();

  HttpMethod method();

  /** As the client wrote it (RFC 9112 §3.2); of HTTP/2, its {@code :path}. */
  String target();

  /** Nobody changes them. */
  HeaderList headers();

  /** Whether it is the client's side of a stream that shall become a WebSocket (RFC 8441). */
  boolean isWebSocketStream();

  default boolean isHttp2() {
    return version() == HttpVersion.HTTP_2;
  }

  // --- its body

  /** Tells of the body from now on. Until somebody listens it waits. */
  void read(BodyListener listener);

  /** Lets it wait. */
  void pause();

  void resume();

  /** Whether all of it has come. */
  boolean isEnded();

  /** What came behind it; nothing before its end. */
  HeaderList trailers();

  /** Nobody wants the rest: it is read and thrown away. */
  void discard();

  // --- the answer

  /** Calls this when the client leaves, or cannot be understood any more; null takes it back. */
  void whenFailed(@Nullable Consumer<Throwable> failed);

  /** Calls this whenever the client takes more after {@link #isFull}. */
  void whenDrained(Runnable drained);

  /** Says something before the answer, whose status is 1xx; never to HTTP/1.0. */
  void interim(int status, HeaderList headers);

  /** Gives the whole answer, with this body, which is the caller's. */
  void answer(int status, String reason, HeaderList headers, ByteBuf body);

  /**
   * Begins an answer. It leaves with what is written, or with {@link #flush}.
   *
   * @param chunked whether, over HTTP/1.1, the headers leave the length of the body open
   */
  void head(int status, String reason, HeaderList headers, boolean chunked);

  /** Says some of the body; takes it over. */
  void write(ByteBuf piece);

  /** Lets leave what was said. */
  void flush();

  /** Ends the answer; the trailers go where there is a place for them. */
  void end(HeaderList trailers);

  /** Whether a head of the answer has been given. */
  boolean hasBegun();

  /** Whether the client cannot be told anything any more. */
  boolean isClosed();

  /** Whether so much is on its way to the client that more of the answer should wait. */
  boolean isFull();

  /**
   * Breaks off an answer that has begun, so that it does not look whole.
   *
   * @param error what a client of HTTP/2 is told (RFC 9113 §7); one of HTTP/1 loses its connection
   */
  void reset(Http2Error error);

  // --- afterwards

  /**
   * Answers 101 and leaves HTTP, over HTTP/1.1.
   *
   * @return the bytes of the connection, paused; null when the client has left
   */
  @Nullable NetSocket leave(HeaderList headers);
}
