package dev.figleaf.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An end that has a connection to itself, once it has switched. Its FIN is the end of both ways,
 * because Netty closes what the other side has closed.
 *
 * <p>Only reading finds that end. Who closes over unread bytes resets the connection, and the first
 * to hear of that may be a write, while what was said before still waits to be read: a write that
 * fails therefore leaves the connection open. How long is up to who listens.
 */
final class SocketEnd implements TunnelEnd {
  /** How long one that is broken off may take what was written to it before. */
  private static final long LINGER_SECONDS = 5;

  private final NetSocket socket;
  private final Channel channel;
  private @Nullable Listener listener;
  private boolean saidFin;
  private boolean deaf;
  private boolean closed;

  SocketEnd(NetSocket socket) {
    this.socket = socket.pause();
    this.channel = ((ConnectionBase) socket).channel();
  }

  @Override
  public void listen(Listener listener) {
    this.listener = listener;
    channel.config().setAutoClose(false);
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
    if (!closed && !deaf) {
      socket.write(bytes).onFailure(this::failed);
    }
  }

  /** Netty shuts the way out of a connection that stays open after a write has failed. */
  private void failed(Throwable cause) {
    if (cause instanceof ChannelOutputShutdownException
        && !saidFin
        && !closed
        && !deaf
        && listener != null) {
      deaf = true;
      listener.deaf();
    }
  }

  @Override
  public boolean isFull() {
    return !closed && !deaf && socket.writeQueueFull();
  }

  @Override
  public void end() {
    // Behind what was written: a shutdown throws away what has not left.
    socket.write(Buffer.buffer()).onSuccess(_ -> sayFin()).onFailure(this::failed);
  }

  private void sayFin() {
    saidFin = true;
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
    if (channel.isOpen()) {
      // It waits for the other side to take the rest, which may never happen.
      channel.eventLoop().schedule(this::closeAtOnce, LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void closeAtOnce() {
    ChannelHandlerContext above = channel.pipeline().firstContext();
    if (above != null) {
      // Past all handlers, each of which would wait, too.
      above.close();
    }
  }
}
