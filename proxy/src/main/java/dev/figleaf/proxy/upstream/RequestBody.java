package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request on its way to an upstream.
 *
 * <p>What arrives together with the head is gathered first, so that a small body leaves in one
 * write with its head and can be sent again. The rest streams: when the upstream is slower than the
 * client, the client is paused. At most {@link Loop#CHUNK_BYTES} and one piece are held. Confined
 * to its event loop.
 */
final class RequestBody {

  /** What the owner is told. */
  interface Listener {
    /** A piece came or went: the client, or the upstream, is alive. */
    void bodyMoved(int bytes);

    /** All of it has been handed to the upstream's connection. */
    void bodySent();

    /** It is larger than allowed. */
    void bodyTooLarge();
  }

  private final HttpServerRequest client;
  private final long limit;
  private final boolean chunked;
  private final boolean untold;
  private boolean present;
  private long received;
  private @Nullable Buffer gathered;
  private boolean gathering;
  private boolean ended;
  private @Nullable Runnable whenGathered;
  private @Nullable RequestSlot target;
  private @Nullable Listener listener;
  private boolean streamed;
  private boolean kept;
  private int keptBytes;
  private @Nullable Room room;
  private boolean waitsForUpstream;
  private @Nullable RequestTrailers trailers;

  /**
   * Looks at what the head says of it.
   *
   * @param none whether there is none, whatever follows on the stream
   */
  RequestBody(HttpServerRequest client, long limit, boolean none) {
    this.client = client;
    this.limit = limit;
    MultiMap headers = client.headers();
    this.chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    this.untold = length == null && client.version() == HttpVersion.HTTP_2;
    this.present = !none && (chunked || untold || (length != null && !length.equals("0")));
    this.ended = !present;
  }

  /** Whether there is any, or may be. */
  boolean isPresent() {
    return present;
  }

  /**
   * Whether it must leave without a length. On HTTP/2 many bodies come without one; those that are
   * here already get one, which old upstreams like better.
   */
  boolean isChunked() {
    return chunked || (untold && present && (!ended || hasTrailers()));
  }

  /** Adds the length of a body that came without one and is here already. */
  void tellLength(HeaderList headers) {
    if (untold && present && !isChunked() && gathered != null) {
      headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(gathered.length()));
    }
  }

  /** Whether the client has sent all of it. */
  boolean isEnded() {
    return ended;
  }

  /** Whether it can be sent again: all that has come of it is still here. */
  boolean isReplayable() {
    return !streamed || kept;
  }

  /** The upstream that took it takes no more: what is still to come waits for another. */
  void detach() {
    target = null;
    waitsForUpstream = false;
    if (present && !ended) {
      client.pause();
    }
  }

  /** It will not be sent again. */
  void forget() {
    if (streamed && kept) {
      kept = false;
      gathered = null;
      giveBackRoom();
    }
  }

  private void giveBackRoom() {
    if (room != null) {
      room.giveBack(keptBytes);
    }
    keptBytes = 0;
  }

  /** Keeps what leaves, while it is little and there is room for it. */
  private void keep(int bytes) {
    kept = received <= Loop.CHUNK_BYTES && room != null && room.take(bytes);
    if (kept) {
      keptBytes += bytes;
    } else {
      gathered = null;
      giveBackRoom();
    }
  }

  /** Whether the upstream is the one that is slow. */
  boolean waitsForUpstream() {
    return waitsForUpstream;
  }

  /** Whether the length that the client announced is more than allowed. */
  boolean announcesTooMuch() {
    String length = client.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && !chunked && Long.parseLong(length) > limit;
  }

  /**
   * Listens from now on, and calls back when what came with the head is gathered: all of it, or the
   * first piece of a longer body, which then waits.
   */
  void gather(Loop loop, Listener listener, Runnable whenGathered) {
    this.listener = listener;
    this.whenGathered = whenGathered;
    this.gathering = true;
    this.room = loop.replays();
    if (chunked) {
      trailers = RequestTrailers.catchFrom(client.connection());
    }
    client.handler(this::piece);
    client.endHandler(_ -> end());
    loop.execute(this::gathered);
  }

  private void gathered() {
    if (gathering) {
      gathering = false;
      if (!ended) {
        client.pause();
      } else if (untold && gathered == null && !hasTrailers()) {
        present = false; // the head ended the stream
      }
      if (whenGathered != null) {
        whenGathered.run();
      }
    }
  }

  private void piece(Buffer piece) {
    if (listener == null) {
      return;
    }
    received += piece.length();
    if (received > limit) {
      listener.bodyTooLarge();
      return;
    }
    if (kept) {
      keep(piece.length());
    }
    if (target != null) {
      forward(target, piece);
    }
    if (target == null || kept) {
      hold(piece);
    }
    if (listener != null) {
      listener.bodyMoved(piece.length());
    }
  }

  private void hold(Buffer piece) {
    gathered =
        gathered == null ? piece : Buffer.buffer().appendBuffer(gathered).appendBuffer(piece);
    if (gathered.length() >= Loop.CHUNK_BYTES) {
      gathered();
    }
  }

  private void forward(RequestSlot slot, Buffer piece) {
    slot.write(piece);
    slot.flush();
    if (slot.isFull()) {
      waitsForUpstream = true;
      client.pause();
    }
  }

  private boolean hasTrailers() {
    return trailers != null && !trailers.headers().isEmpty();
  }

  private void end() {
    ended = true;
    if (untold) {
      trailers = RequestTrailers.ofStream(client);
    }
    if (target != null) {
      end(target);
      sent();
    } else {
      gathered();
    }
  }

  /** Sends what is there, whole or as a beginning, and the rest as it comes. */
  void sendTo(RequestSlot slot) {
    if (!ended) {
      stream(slot);
      return;
    }
    if (gathered != null) {
      slot.write(gathered);
    }
    end(slot);
    sent();
  }

  private void stream(RequestSlot slot) {
    target = slot;
    if (gathered != null) {
      slot.write(gathered);
    }
    if (!streamed) {
      streamed = true;
      keep(gathered == null ? 0 : gathered.length());
    }
    slot.flush();
    client.resume();
  }

  private void end(RequestSlot slot) {
    if (trailers == null) {
      slot.end();
    } else {
      slot.end(trailers.headers());
    }
  }

  /** The upstream takes more. */
  void drained() {
    if (!waitsForUpstream) {
      return;
    }
    waitsForUpstream = false;
    if (!ended) {
      client.resume();
    }
    if (listener != null) {
      listener.bodyMoved(0);
    }
  }

  private void sent() {
    target = null;
    if (listener != null) {
      listener.bodySent();
    }
  }

  /**
   * Nobody wants the rest: it is read and thrown away, so that the connection can go on or end
   * well.
   */
  void discard() {
    listener = null;
    target = null;
    kept = false;
    gathered = null;
    giveBackRoom();
    gathering = false;
    if (!ended) {
      client.handler(_ -> {});
      client.endHandler(_ -> ended = true);
      client.resume();
    }
  }
}
