package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeUnit;

/**
 * The rest of an answer that nobody wants, read to its end to keep its connection: where that is
 * little and comes soon. Confined to its event loop.
 */
final class UnwantedAnswer implements AnswerTaker {
  /** How long it is read. */
  static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int MOST_BYTES = 64 * 1024;

  private final Attempt attempt;
  private int bytes;

  UnwantedAnswer(Attempt attempt) {
    this.attempt = attempt;
  }

  @Override
  public void piece(ByteBuf piece) {
    bytes += piece.readableBytes();
    if (bytes > MOST_BYTES) {
      attempt.abort();
    }
  }

  @Override
  public void turnOver() {
    // Nobody waits for it.
  }

  @Override
  public void end(HttpHeaders trailers) {
    attempt.finish(true);
  }
}
