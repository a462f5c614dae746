package dev.figleaf.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * An end that has a connection to itself, once it has switched. Its FIN is the end of both ways,
 * because Netty closes what the other side has closed.
 */
final class SocketEnd implements TunnelEnd {
  private final NetSocket socket;
  private final Channel channel;
  private boolean closed;

  SocketEnd(NetSocket socket) {
    this.socket = socket.pause();
    this.channel = ((ConnectionBase) socket).channel();
  }

  @Override
  public void listen(Listener listener) {
    socket.handler(listener::said);
    socket.exceptionHandler(
        cause -> {
          if (!(cause instanceof HttpClosedException)) {
            listener.broken();
          }
        });
    socket.closeHandler(_ -> listener.gone());
    // The tunnel hears of a shutdown by its loop; without a handler the socket closes at once.
    socket.shutdownHandler(_ -> {});
  }

  @Override
  public void whenDrained(Runnable drained) {
    socket.drainHandler(_ -> drained.run());
  }

  @Override
  public void pause() {
    socket.pause();
  }

  @Override
  public void resume() {
    socket.resume();
  }

  @Override
  public void write(Buffer bytes) {
    if (!closed) {
      socket.write(bytes);
    }
  }

  @Override
  public boolean isFull() {
    return !closed && socket.writeQueueFull();
  }

  @Override
  public void end() {
    // Behind what was written: a shutdown throws away what has not left.
    socket.write(Buffer.buffer()).onSuccess(_ -> sayFin());
  }

  private void sayFin() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutdownOutput();
    } else {
      tls.closeOutbound().addListener(_ -> shutdownOutput());
    }
  }

  private void shutdownOutput() {
    if (!closed && channel.isActive() && channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      // Or the tunnel would be asked about this end, too, and the socket left open.
      socket.shutdownHandler(null);
      socket.end();
    }
  }

  @Override
  public void reset() {
    closed = true;
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }
}
