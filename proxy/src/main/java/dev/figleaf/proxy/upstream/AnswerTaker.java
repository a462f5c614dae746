package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Who takes what follows the head of an answer. On the event loop of the request. */
sealed interface AnswerTaker permits AnswerReading, ResponseRelay, UnwantedAnswer {
  /** A piece of the body, which is the caller's. */
  void piece(ByteBuf piece);

  /** Nothing more came with what was told. */
  void turnOver();

  /** There is no more of it. */
  void end(HttpHeaders trailers);
}
