package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.Outcome;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A client and an upstream, joined after an upgrade: what one sends the other gets, byte for byte.
 *
 * <p>Frames, close codes, ping and pong are between the two ends. The slower side pauses the faster
 * one. Who ends leaves the other what it said before; who breaks off breaks off the other, which
 * hears first what could still be read of it. Only when the facade itself ends it speaks: each side
 * is told that the other goes away (RFC 6455 §7.4.1, 1001), between two frames. Confined to its
 * event loop.
 */
final class Tunnel extends Deadline {
  /** How long both sides may be silent: there are applications that ping every half hour. */
  private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  /** How long both may be silent when one has said that it will say no more. */
  private static final long HALF_OPEN_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * How long both sides may take to end a frame that is under way, and to say good-bye; and how
   * long one that has broken off is heard out.
   */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Buffer GOING_AWAY =
      Buffer.buffer(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xe9});

  private final Loop loop;
  private final Outcome outcome;
  private final Runnable whenClosed;
  private final Direction inward;
  private final Direction outward;
  private boolean draining;
  private boolean closed;

  Tunnel(Loop loop, TunnelEnd client, TunnelEnd upstream, Outcome outcome, Runnable whenClosed) {
    this.loop = loop;
    this.outcome = outcome;
    this.whenClosed = whenClosed;
    this.inward = new Direction(client, upstream, true);
    this.outward = new Direction(upstream, client, false);
  }

  void start() {
    loop.opened(this);
    inward.join();
    outward.join();
    touch();
    outward.from.resume();
    inward.from.resume();
    if (loop.isDraining()) {
      drain(Duration.ofNanos(FAREWELL_NANOS));
    }
  }

  /** Says good-bye to both sides, and leaves when they have, or when the time is over. */
  void drain(Duration grace) {
    if (closed || draining) {
      return;
    }
    draining = true;
    loop.deadlines().set(this, System.nanoTime() + Math.min(grace.toNanos(), FAREWELL_NANOS));
    inward.sayGoodByeIfBetweenFrames();
    outward.sayGoodByeIfBetweenFrames();
    closeWhenBothAgree();
  }

  private void closeWhenBothAgree() {
    if (draining && inward.hasSaidAll() && outward.hasSaidAll()) {
      close();
    }
  }

  private void touch() {
    if (!closed && !draining && !inward.deaf && !outward.deaf) {
      long nanos = inward.ended || outward.ended ? HALF_OPEN_NANOS : IDLE_NANOS;
      loop.deadlines().set(this, System.nanoTime() + nanos);
    }
  }

  /** Ends both sides, each after what is still to be written to it. */
  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.deadlines().clear(this);
    loop.closed(this);
    // What was read and not yet wanted holds buffers, which a close would never let go.
    inward.from.resume();
    outward.from.resume();
    outward.to.close();
    inward.to.close();
    whenClosed.run();
  }

  @Override
  protected void expired() {
    if (outward.deaf) {
      outward.breakOff();
    } else if (inward.deaf) {
      inward.breakOff();
    } else {
      close();
    }
  }

  /** What flows one way. */
  private final class Direction implements TunnelEnd.Listener {
    private final TunnelEnd from;
    private final TunnelEnd to;
    private final boolean isInward;
    private final FrameBoundary frames = new FrameBoundary();
    private boolean saidGoodBye;
    private boolean ended;
    private boolean deaf;
    private boolean broken;

    Direction(TunnelEnd from, TunnelEnd to, boolean isInward) {
      this.from = from;
      this.to = to;
      this.isInward = isInward;
    }

    void join() {
      from.listen(this);
      to.whenDrained(from::resume);
    }

    boolean hasSaidAll() {
      return ended || frames.closeSeen();
    }

    @Override
    public void ended() {
      if (closed || ended) {
        return;
      }
      ended = true;
      if (outward.ended && inward.ended) {
        close();
      } else if (draining) {
        closeWhenBothAgree();
      } else {
        touch();
        to.end();
      }
    }

    /** Whoever speaks to it is read on, for its end, and what it says goes nowhere. */
    @Override
    public void deaf() {
      if (closed || deaf) {
        return;
      }
      deaf = true;
      if (!draining) {
        loop.deadlines().set(Tunnel.this, System.nanoTime() + FAREWELL_NANOS);
      }
      (isInward ? outward : inward).from.resume();
    }

    @Override
    public void gone() {
      if (deaf) {
        broken();
      } else if (!closed && !ended) {
        ended = true;
        // The other may have been slow to take what came before this; it is not much any more.
        from.resume();
        loop.execute(Tunnel.this::close);
      }
    }

    @Override
    public void broken() {
      if (!closed && !broken) {
        broken = true;
        ended = true;
        // What came before this may still wait for the other, who was slow to take it.
        from.resume();
        loop.execute(this::breakOff);
      }
    }

    /**
     * In a turn of its own: this one may still hold events for the descriptor that is closed here,
     * and which the next connection may get.
     */
    private void breakOff() {
      if (!closed) {
        to.reset();
        close();
      }
    }

    @Override
    public void said(Buffer bytes) {
      if (closed) {
        return;
      }
      if (isInward) {
        outcome.bytesIn += bytes.length();
      } else {
        outcome.bytesOut += bytes.length();
      }
      touch();
      if (draining) {
        forwardLast(bytes);
        closeWhenBothAgree();
      } else {
        frames.pass(bytes);
        write(bytes);
      }
    }

    /** The rest of the frame that is under way; what follows it goes nowhere. */
    private void forwardLast(Buffer bytes) {
      int end = 0;
      if (!saidGoodBye) {
        end = frames.passFrame(bytes, 0);
        write(bytes.slice(0, end));
        sayGoodByeIfBetweenFrames();
      }
      frames.pass(bytes.slice(end, bytes.length()));
    }

    private void write(Buffer bytes) {
      to.write(bytes);
      if (to.isFull() && !ended) {
        from.pause();
      }
    }

    void sayGoodByeIfBetweenFrames() {
      if (frames.isHere() && !saidGoodBye) {
        saidGoodBye = true;
        if (!frames.closeSeen()) {
          to.write(isInward ? masked() : GOING_AWAY.copy());
        }
      }
    }
  }

  /** What a client sends is masked (RFC 6455 §5.3), and to the upstream the client is us. */
  private static Buffer masked() {
    byte[] mask = new byte[4];
    ThreadLocalRandom.current().nextBytes(mask);
    return Buffer.buffer(new byte[] {(byte) 0x88, (byte) 0x82})
        .appendBytes(mask)
        .appendByte((byte) (0x03 ^ mask[0]))
        .appendByte((byte) (0xe9 ^ mask[1]));
  }
}
