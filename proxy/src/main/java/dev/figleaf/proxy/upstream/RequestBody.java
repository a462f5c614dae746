package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request on its way to an upstream.
 *
 * <p>What arrives together with the head is gathered first, so that a small body leaves in one
 * write with its head and can be sent again: it is kept until somebody says that it need not be.
 * The rest streams, as the bytes that came: when the upstream is slower than the client, the client
 * is paused. At most {@link Loop#CHUNK_BYTES} and one piece are held.
 *
 * <p>Where a {@link Transform} needs all of it, all of it is gathered before any of it leaves, in
 * the memory that transforms share. Confined to its event loop.
 */
final class RequestBody implements ClientStream.BodyListener {

  /** What the owner is told. */
  interface Listener {
    /** A piece came or went: the client, or the upstream, is alive. */
    void bodyMoved(int bytes);

    /** All of it has been handed to the upstream's connection. */
    void bodySent();

    /** It may not go on. */
    void bodyRefused(ForwardError error);
  }

  private final ClientStream client;
  private final long limit;
  private final boolean chunked;
  private final boolean untold;
  private final @Nullable Transform whole;
  private boolean present;
  private long received;
  private @Nullable ByteBuf gathered;
  private boolean gathering;
  private boolean ended;
  private @Nullable Runnable whenGathered;
  private @Nullable RequestSlot target;
  private @Nullable Listener listener;
  private boolean streamed;
  private boolean kept;
  private int keptBytes;
  private @Nullable Room room;
  private @Nullable ForwardTap tap;
  private boolean waitsForUpstream;
  private HeaderList trailers = Trailers.NONE;
  private long held;
  private byte @Nullable [] made;

  /**
   * Looks at what the head says of it.
   *
   * @param none whether there is none, whatever follows on the stream
   * @param whole what needs all of it before any of it leaves; null where it streams
   */
  RequestBody(ClientStream client, long limit, boolean none, @Nullable Transform whole) {
    this.client = client;
    this.whole = whole;
    this.limit = whole == null ? limit : Math.min(limit, whole.mostBytes());
    HeaderList headers = client.headers();
    this.chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    this.untold = length == null && client.isHttp2();
    this.present = !none && (chunked || untold || (length != null && !isZero(length)));
    this.ended = !present;
  }

  /** Somebody hears what passes. */
  void heardBy(@Nullable ForwardTap listening) {
    tap = listening;
  }

  private static boolean isZero(CharSequence length) {
    return length.length() == 1 && length.charAt(0) == '0';
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
    return made == null && (chunked || (untold && present && (!ended || hasTrailers())));
  }

  /** Adds the length of a body that came without one and is here already. */
  void tellLength(HeaderList headers) {
    if (made != null) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(made.length));
    } else if (untold && present && !isChunked() && gathered != null) {
      headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(gathered.readableBytes()));
    }
  }

  /** Whether the client has sent all of it. */
  boolean isEnded() {
    return ended;
  }

  /** Whether it can be sent again: it is little, and all that has come of it is still here. */
  boolean isReplayable() {
    return kept || (!streamed && (whole != null || received <= Loop.CHUNK_BYTES));
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
      letGo();
    }
  }

  private void letGo() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
    giveBackRoom();
    if (whole != null) {
      whole.memory().giveBack(held);
      held = 0;
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
      letGo();
    }
  }

  /** Whether the upstream is the one that is slow. */
  boolean waitsForUpstream() {
    return waitsForUpstream;
  }

  /** Whether the length that the client announced is more than allowed. */
  boolean announcesTooMuch() {
    CharSequence length = client.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && !chunked && Long.parseLong(length, 0, length.length(), 10) > limit;
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
    client.read(this);
    if (whole == null) {
      loop.execute(this::gathered);
    } else if (!ended && waitsForLeave()) {
      client.interim(100, HeaderList.ofSize(0));
    }
  }

  /** RFC 9110 §10.1.1: nobody else can ask for it, because all of it is read first. */
  private boolean waitsForLeave() {
    return received == 0
        && client.version() != HttpVersion.HTTP_1_0
        && client.headers().lists(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
  }

  /** Whether all of it is read before any of it leaves. */
  boolean isWhole() {
    return whole != null;
  }

  /** Whether the client said that there is one. */
  boolean isAnnounced() {
    return present && !untold;
  }

  /** All that the client sent; empty where nothing was. */
  byte[] bytes() {
    return gathered == null ? new byte[0] : ByteBufUtil.getBytes(gathered);
  }

  /** Another body goes in its place; null for itself again. */
  void standIn(byte @Nullable [] other) {
    made = other;
  }

  /** Whether another body goes in its place. */
  boolean isMade() {
    return made != null;
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

  @Override
  public void piece(ByteBuf piece) {
    if (listener == null) {
      return;
    }
    int bytes = piece.readableBytes();
    received += bytes;
    if (received > limit) {
      listener.bodyRefused(ForwardError.BODY_TOO_LARGE);
      return;
    }
    if (tap != null) {
      tap.requestPiece(piece);
    }
    if (kept) {
      keep(bytes);
    }
    if (target != null) {
      forward(target, piece);
    }
    if (whole != null) {
      holdWhole(whole, piece);
    } else if (target == null || kept) {
      hold(piece);
    }
    if (listener != null) {
      listener.bodyMoved(bytes);
    }
  }

  /** Copies it: pieces may be many, and keep much more than their bytes. */
  private void holdWhole(Transform of, ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (!of.memory().take(bytes)) {
      Objects.requireNonNull(listener).bodyRefused(ForwardError.NO_MEMORY);
      return;
    }
    held += bytes;
    gathered = gathered == null ? Unpooled.buffer(bytes) : gathered;
    gathered.writeBytes(piece, piece.readerIndex(), bytes);
  }

  private void hold(ByteBuf piece) {
    gathered = gathered == null ? piece.retain() : joined(gathered, piece.retain());
    if (gathered.readableBytes() >= Loop.CHUNK_BYTES) {
      gathered();
    }
  }

  private static ByteBuf joined(ByteBuf before, ByteBuf piece) {
    CompositeByteBuf all =
        before instanceof CompositeByteBuf several
            ? several
            : ByteBufAllocator.DEFAULT.compositeBuffer(64).addComponent(true, before);
    return all.addComponent(true, piece);
  }

  private void forward(RequestSlot slot, ByteBuf piece) {
    slot.write(piece.retain());
    slot.flush();
    if (slot.isFull()) {
      waitsForUpstream = true;
      client.pause();
    }
  }

  private boolean hasTrailers() {
    return trailers.count() > 0;
  }

  @Override
  public void bodyEnded() {
    ended = true;
    trailers = Trailers.thatMayTrail(client.trailers());
    if (listener == null) {
      return;
    }
    if (target != null) {
      target.end(trailers);
      sent();
    } else {
      gathered();
    }
  }

  /** Sends what is there, whole or as a beginning, and the rest as it comes. */
  void sendTo(RequestSlot slot) {
    if (made != null) {
      slot.write(Unpooled.wrappedBuffer(made));
      slot.end(Trailers.NONE);
      sent();
      return;
    }
    if (!ended) {
      stream(slot);
      return;
    }
    if (gathered != null) {
      slot.write(gathered.retainedDuplicate());
    }
    slot.end(trailers);
    sent();
  }

  private void stream(RequestSlot slot) {
    target = slot;
    if (gathered != null) {
      slot.write(gathered.retainedDuplicate());
    }
    if (!streamed) {
      streamed = true;
      keep(gathered == null ? 0 : gathered.readableBytes());
    }
    slot.flush();
    client.resume();
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
   * Nobody wants it any more: what is kept is let go, and the rest is read and thrown away, so that
   * the connection can go on or end well.
   */
  void discard() {
    listener = null;
    target = null;
    kept = false;
    made = null;
    gathering = false;
    letGo();
    if (!ended) {
      client.discard();
    }
  }
}
