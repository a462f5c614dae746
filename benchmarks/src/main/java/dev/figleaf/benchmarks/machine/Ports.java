package dev.figleaf.benchmarks.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback address that nobody listens on. */
public final class Ports {
  private Ports() {}

  public static int free() throws IOException {
    try (ServerSocket socket = listen()) {
      return socket.getLocalPort();
    }
  }

  /** Two different ones: the first is still held while the second is looked for. */
  public static Pair twoFree() throws IOException {
    try (ServerSocket one = listen();
        ServerSocket other = listen()) {
      return new Pair(one.getLocalPort(), other.getLocalPort());
    }
  }

  /** Two ports. */
  public record Pair(int one, int other) {}

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
