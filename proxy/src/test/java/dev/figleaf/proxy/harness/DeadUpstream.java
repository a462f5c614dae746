package dev.figleaf.proxy.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** An upstream that refuses every connection: its port is taken, and nobody listens on it. */
public final class DeadUpstream implements TestUpstream, AutoCloseable {
  private final String name;
  private final Socket bound = new Socket();

  DeadUpstream(String name) {
    this.name = name;
    try {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int port() {
    return bound.getLocalPort();
  }

  @Override
  public List<Message> received() {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
