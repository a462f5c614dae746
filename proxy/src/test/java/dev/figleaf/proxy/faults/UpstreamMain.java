package dev.figleaf.proxy.faults;

import dev.figleaf.proxy.harness.Head;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.RawSocket;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An upstream in a process of its own, which can be killed and stopped like one.
 *
 * <p>It writes the {@code X-Id} of every request that it has received whole to a file, before it
 * answers: whatever becomes of it afterwards, the line stands. {@code /gate} is answered once a
 * line came on its standard input, {@code /slow} after {@value #SLOW_MILLIS} ms, {@code /busy}
 * after {@value #WORK_MILLIS} ms in one of {@value #WORKERS} places, {@code /ws} becomes a
 * WebSocket that answers to Close, all else is answered at once. It ends with its standard input.
 */
final class UpstreamMain {
  /** How many requests for {@code /busy} it does at once; the others wait in order. */
  static final int WORKERS = 16;

  static final int WORK_MILLIS = 80;
  static final int SLOW_MILLIS = 10;

  private static final int BACKLOG = 4_096;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  private static final int CLOSE = 8;

  private final OutputStream ids;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Semaphore workers = new Semaphore(WORKERS, true);

  private UpstreamMain(OutputStream ids) {
    this.ids = ids;
  }

  /**
   * Serves until its standard input ends, after it has printed its port.
   *
   * @param args the file of ids
   */
  public static void main(String[] args) throws IOException {
    try (var ids = new FileOutputStream(args[0], true);
        var server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
      var upstream = new UpstreamMain(ids);
      Thread.ofPlatform().daemon().start(() -> upstream.accept(server));
      System.out.println(server.getLocalPort()); // who started it reads where it is
      while (System.in.read() >= 0) {
        upstream.gate.countDown();
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private void accept(ServerSocket server) {
    try {
      while (true) {
        RawSocket socket = RawSocket.patient(server.accept());
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // closed: the process ends
    }
  }

  private void serve(RawSocket socket) {
    try (socket) {
      for (var next = socket.readRequest(); next.isPresent(); next = socket.readRequest()) {
        record(next.get().head());
        answer(next.get(), socket);
      }
    } catch (IOException | InterruptedException _) {
      // the facade closed the connection
    }
  }

  private void record(Head head) throws IOException {
    Optional<String> id = head.first("X-Id");
    if (id.isPresent()) {
      synchronized (ids) {
        ids.write((id.get() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private void answer(Message request, RawSocket socket) throws IOException, InterruptedException {
    switch (request.target()) {
      case "/gate" -> gate.await();
      case "/slow" -> pause(SLOW_MILLIS);
      case "/busy" -> work();
      case "/ws" -> talk(socket);
      default -> {}
    }
    socket.send(OK);
  }

  private void work() throws InterruptedException {
    workers.acquire();
    try {
      pause(WORK_MILLIS);
    } finally {
      workers.release();
    }
  }

  private static void pause(long millis) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  /** Echoes masked frames of up to 125 bytes without their masks, up to a Close and with it. */
  private static void talk(RawSocket socket) throws IOException {
    socket.send(SWITCHED);
    while (true) {
      byte[] head = socket.read(2);
      byte[] mask = socket.read(4);
      byte[] text = socket.read(head[1] & 0x7f);
      for (int i = 0; i < text.length; i++) {
        text[i] ^= mask[i % 4];
      }
      socket.send(new byte[] {head[0], (byte) text.length}).send(text);
      if ((head[0] & 0xf) == CLOSE) {
        throw new IOException("closed in order");
      }
    }
  }
}
