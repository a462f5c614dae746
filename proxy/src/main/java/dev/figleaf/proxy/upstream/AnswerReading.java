package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;

/** The body of an answer that is read whole, up to a limit. Confined to its event loop. */
final class AnswerReading implements AnswerTaker {
  private final Transforming owner;
  private final Attempt by;
  private final UpstreamResponse head;
  private final long announced;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

  /**
   * @param announced what the head says of the length; -1 where it says nothing
   */
  AnswerReading(Transforming owner, Attempt by, UpstreamResponse head, long announced) {
    this.owner = owner;
    this.by = by;
    this.head = head;
    this.announced = announced;
  }

  @Override
  public void piece(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (owner.mayHold(by, body.size(), bytes)) {
      body.writeBytes(ByteBufUtil.getBytes(piece));
      by.answerMoved();
    }
  }

  @Override
  public void turnOver() {
    // The client waits for all of it.
  }

  @Override
  public void end(HttpHeaders trailers) {
    if (announced > body.size()) {
      // Over HTTP/2 a head can be the end, whatever length it tells (RFC 9113 §8.1.1).
      by.broken(new IllegalStateException("no body where there must be one"));
    } else {
      owner.read(by, head, body.toByteArray());
    }
  }
}
