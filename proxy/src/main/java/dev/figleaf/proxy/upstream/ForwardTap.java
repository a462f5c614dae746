package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Listens to a {@link Forwarding} without being a part of it: to what the client sends, and to what
 * it is answered. Pieces are lent for the call alone, at the reader index that they have; nothing
 * that is given may be changed or kept.
 *
 * <p>Called on the event loop of the client's connection. Exactly one of {@link #answered} and
 * {@link #failed} comes last, once the client has all that it will get.
 */
public interface ForwardTap {

  /** Says which requests of a route are listened to. */
  interface Source {
    /**
     * Listens to a request that is about to be forwarded; its outcome names the upstream that was
     * chosen.
     *
     * @param target path and query, as the upstream gets them
     * @return null where nothing of it is worth hearing
     */
    @Nullable ForwardTap tap(
        Loop loop, ClientStream client, String target, ClientFacts facts, Outcome outcome);
  }

  /** A piece of the request's body has come from the client. */
  void requestPiece(ByteBuf piece);

  /**
   * The head of the answer is put together, as the client will get it.
   *
   * @param upstream whose answer it is, which need not be the chosen one
   */
  void answering(String upstream, int status, HeaderList headers);

  /** A piece of the answer's body is on its way to the client. */
  void answerPiece(ByteBuf piece);

  /** The answer is whole. */
  void answered();

  /** There is no answer of an upstream, or it broke off. */
  void failed(ForwardError error);
}
