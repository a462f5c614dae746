package dev.figleaf.proxy.cli.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback address that may be taken. */
public final class Ports {
  private Ports() {}

  /** The port if it is free, else 0, which takes any that is. */
  public static int freeOrAny(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", port));
      return port;
    } catch (IOException _) {
      return 0;
    }
  }
}
