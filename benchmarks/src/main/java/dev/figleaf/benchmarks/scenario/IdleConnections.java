package dev.figleaf.benchmarks.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that asked once and now wait. */
final class IdleConnections implements AutoCloseable {
  /** So that no address has more of them than it has ports. */
  private static final int PER_ADDRESS = 5_000;

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<Socket> sockets = new ArrayList<>();

  private IdleConnections() {}

  static IdleConnections open(int port, int count) throws IOException {
    var connections = new IdleConnections();
    try {
      for (int i = 0; i < count; i++) {
        connections.sockets.add(ask(port, (byte) (1 + i / PER_ADDRESS)));
      }
      return connections;
    } catch (IOException e) {
      int opened = connections.sockets.size();
      connections.close();
      throw new IOException(
          "only %d connections were served: %s".formatted(opened, e.getMessage()), e);
    }
  }

  private static Socket ask(int port, byte lastOfAddress) throws IOException {
    var socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, lastOfAddress}), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.getOutputStream().write(REQUEST);
    readAnswer(socket);
    return socket;
  }

  /** Reads to the end of the backend's JSON: the first closing brace. */
  private static void readAnswer(Socket socket) throws IOException {
    var answer = new byte[8 * 1024];
    int length;
    do {
      length = socket.getInputStream().read(answer);
      if (length < 0) {
        throw new IOException("closed");
      }
    } while (answer[length - 1] != '}');
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
