package dev.figleaf.proxy.upstream;

import io.vertx.core.buffer.Buffer;

/** One of the two ends that a {@link Tunnel} joins. Confined to its event loop. */
interface TunnelEnd {

  /** What an end tells of. */
  interface Listener {
    void said(Buffer bytes);

    /** It will say no more, and still listens. */
    void ended();

    /** It has left in good order; what it said before that may still have to be read. */
    void gone();

    /**
     * What is written to it goes nowhere any more: it has broken off. What it said before may still
     * have to be read, and its end comes after that.
     */
    void deaf();

    /** It broke off. */
    void broken();
  }

  /** Tells from now on. */
  void listen(Listener listener);

  /** Calls back each time that it takes more after it was full. */
  void whenDrained(Runnable drained);

  void pause();

  void resume();

  void write(Buffer bytes);

  boolean isFull();

  /** Says no more after what was written, and still listens. */
  void end();

  /** Leaves after what was written. */
  void close();

  /** Breaks off: after what was written has left, or soon without it. */
  void reset();
}
