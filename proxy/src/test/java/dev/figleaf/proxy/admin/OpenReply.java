package dev.figleaf.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.function.Predicate;

/** An answer that goes on, read line by line over a bare socket. */
final class OpenReply implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final BufferedReader lines;
  final String head;

  OpenReply(int port, String path, String... headers) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    var request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    socket.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
    lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    var text = new StringBuilder();
    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
      text.append(line).append('\n');
    }
    head = text.toString();
  }

  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  /**
   * The next line that is meant; null once the answer has ended. Sizes of chunks are passed over.
   */
  String next(Predicate<String> meant) {
    try {
      String line = lines.readLine();
      while (line != null && !meant.test(line)) {
        line = lines.readLine();
      }
      return Objects.requireNonNull(line, "the answer has ended");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data of the next server-sent event of this name. */
  String event(String name) {
    next(("event: " + name)::equals);
    return next(line -> line.startsWith("data: ")).substring(6);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
