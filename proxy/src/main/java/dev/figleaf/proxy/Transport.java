package dev.figleaf.proxy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How event loops ask the kernel about their sockets.
 *
 * <p>What differs is the cost of a request, not what is said: {@code docs/performance.md}.
 */
public enum Transport {
  /** The first of epoll, io_uring and nio that this machine has. */
  AUTO("auto"),
  /** Linux, from 5.14 on, where nothing forbids it: containers often do. */
  IO_URING("io_uring"),
  /** Linux. */
  EPOLL("epoll"),
  /** Whatever Java has, everywhere. */
  NIO("nio");

  private final String word;

  Transport(String word) {
    this.word = word;
  }

  /** As it is written in a config. */
  @Override
  public String toString() {
    return word;
  }

  /**
   * What Vert.x calls it.
   *
   * @throws IOException with a sentence for the operator, when this machine does not have it
   */
  io.vertx.core.transport.Transport open() throws IOException {
    return switch (this) {
      case AUTO -> {
        var epoll = io.vertx.core.transport.Transport.EPOLL;
        var uring = io.vertx.core.transport.Transport.IO_URING;
        yield isThere(epoll) ? epoll : isThere(uring) ? uring : NIO.open();
      }
      case IO_URING -> need(io.vertx.core.transport.Transport.IO_URING);
      case EPOLL -> need(io.vertx.core.transport.Transport.EPOLL);
      case NIO -> io.vertx.core.transport.Transport.NIO;
    };
  }

  private static boolean isThere(io.vertx.core.transport.@Nullable Transport transport) {
    return transport != null && transport.available();
  }

  io.vertx.core.transport.Transport need(io.vertx.core.transport.@Nullable Transport transport)
      throws IOException {
    if (transport != null && transport.available()) {
      return transport;
    }
    Throwable cause = transport == null ? null : transport.unavailabilityCause();
    String why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    throw new IOException(
        "this machine has no %s%s; say transport: auto".formatted(word, why), cause);
  }
}
