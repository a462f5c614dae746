package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Who is told what an upstream says about a request: interim responses, one head, pieces of its
 * body, its end; or that it broke, at any point before the end and once. On the event loop of the
 * request.
 */
interface UpstreamListener {
  /** A response before the response (RFC 9110 §15.2); never 101. */
  void interim(int status, HttpHeaders headers);

  void head(UpstreamResponse response);

  /** The bytes are the caller's: who keeps them copies them. */
  void piece(ByteBuf piece);

  /** Nothing more is here at the moment. */
  void turnOver();

  /** All of the response was told. */
  void ended(HttpHeaders trailers);

  /** The connection or stream ended too early, or said what cannot be understood. */
  void broken(Throwable cause);

  /** There is room for more of the request's body. */
  void drained();
}
