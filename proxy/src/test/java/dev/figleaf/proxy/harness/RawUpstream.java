package dev.figleaf.proxy.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An upstream by raw sockets, for what no server would say: every connection runs a script.
 *
 * <p>A script runs on a virtual thread of its own. What breaks because the facade closed the
 * connection is no mistake of the test; everything else that a script throws fails it.
 */
public final class RawUpstream implements TestUpstream, AutoCloseable {

  /** What happens on one connection; when it returns, the connection is closed. */
  @FunctionalInterface
  public interface Script {
    void run(Connection connection) throws Exception;
  }

  /** What answers a request. */
  @FunctionalInterface
  public interface Answering {
    void answer(Message request, RawSocket socket) throws Exception;
  }

  /**
   * One connection that the facade opened.
   *
   * @param number from 1, in the order of opening
   */
  public record Connection(int number, RawSocket socket, List<Message> received) {

    /** Waits for a whole request. */
    public Message request() throws IOException {
      Message request =
          socket.readRequest().orElseThrow(() -> new IOException("closed without a request"));
      received.add(request);
      return request;
    }

    /** Waits for a head, and leaves the body where it is. */
    public Head head() throws IOException {
      return socket.readHead();
    }

    public RawSocket send(String text) throws IOException {
      return socket.send(text);
    }

    /** Answers request after request until the facade closes the connection. */
    public void forEachRequest(Answering answering) throws Exception {
      for (var next = socket.readRequest(); next.isPresent(); next = socket.readRequest()) {
        received.add(next.get());
        answering.answer(next.get(), socket);
      }
    }
  }

  private final String name;
  private final ServerSocket server;
  private final List<Message> received = new CopyOnWriteArrayList<>();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  RawUpstream(String name, Script script) throws IOException {
    this(name, script, 0);
  }

  /**
   * Listens at once.
   *
   * @param receiveBuffer of each connection, in bytes; 0 for the system's own
   */
  RawUpstream(String name, Script script, int receiveBuffer) throws IOException {
    this(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), script, receiveBuffer);
  }

  /** The same on an address of this machine; port 0 is any. */
  RawUpstream(String name, InetSocketAddress on, Script script, int receiveBuffer)
      throws IOException {
    this.name = name;
    this.server = new ServerSocket();
    if (receiveBuffer > 0) {
      server.setReceiveBufferSize(receiveBuffer);
    }
    server.bind(on, 512);
    Thread.ofVirtual().name(name).start(() -> accept(script));
  }

  private void accept(Script script) {
    try {
      while (true) {
        var socket = new RawSocket(server.accept());
        var connection = new Connection(connections.size() + 1, socket, received);
        connections.add(connection);
        Thread.ofVirtual()
            .name(name + "-" + connection.number())
            .start(() -> run(script, connection));
      }
    } catch (IOException _) {
      // closed: the test is over
    }
  }

  private void run(Script script, Connection connection) {
    try {
      script.run(connection);
    } catch (IOException _) {
      // the facade closed the connection, or the test is over
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    } finally {
      close(connection);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.socket().closeAndForget();
    } catch (IOException _) {
      // it was closed before
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public String authority() {
    return server.getInetAddress().getHostAddress() + ":" + port();
  }

  @Override
  public List<Message> received() {
    return List.copyOf(received);
  }

  /** How many connections the facade has opened so far. */
  public int connections() {
    return connections.size();
  }

  /** Waits for the connection of this number. */
  public Connection connection(int number) {
    await()
        .atMost(RawSocket.PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> connections.size() >= number);
    return connections.get(number - 1);
  }

  /** Fails when a script did. */
  void check() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("the script of " + name + " failed", thrown);
    }
  }

  /** What its scripts have thrown so far was meant to be. */
  void forgive() {
    failure.set(null);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Connection connection : connections) {
      connection.socket().close();
    }
  }
}
