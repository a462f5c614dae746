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

  private static final String OK = "HTTP/1.1 200 ";

  private final List<Socket> sockets = new ArrayList<>();
  private String refusal = "";

  private IdleConnections() {}

  /** As many as are wanted, or as are served. */
  static IdleConnections open(int port, int wanted) {
    var connections = new IdleConnections();
    try {
      while (connections.count() < wanted) {
        connections.sockets.add(ask(port, (byte) (1 + connections.count() / PER_ADDRESS)));
      }
    } catch (IOException e) {
      connections.refusal = String.valueOf(e.getMessage());
    }
    return connections;
  }

  int count() {
    return sockets.size();
  }

  /** Why there are not more; empty where there are as many as were wanted. */
  String refusal() {
    return refusal;
  }

  private static Socket ask(int port, byte lastOfAddress) throws IOException {
    var socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    // The peers of a scenario open theirs from the same addresses, soon after each other: closed by
    // a reset they leave no port behind that waits.
    socket.setSoLinger(true, 0);
    socket.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, lastOfAddress}), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.getOutputStream().write(REQUEST);
    readAnswer(socket);
    return socket;
  }

  /** Reads to the end of the backend's JSON: the first closing brace. */
  private static void readAnswer(Socket socket) throws IOException {
    var answer = new StringBuilder();
    var piece = new byte[8 * 1024];
    while (answer.isEmpty() || answer.charAt(answer.length() - 1) != '}') {
      int length = socket.getInputStream().read(piece);
      if (length < 0) {
        throw new IOException("closed");
      }
      answer.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
    }
    if (!answer.toString().startsWith(OK)) {
      throw new IOException(answer.toString().lines().findFirst().orElse(""));
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
