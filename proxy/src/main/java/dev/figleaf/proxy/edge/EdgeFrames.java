package dev.figleaf.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;

/**
 * The frames of a client, before Vert.x sees them: an extended CONNECT becomes what Vert.x takes,
 * trailers of requests are kept, and frames that cost the sender nothing and carry nothing are
 * counted. Too many of these in ten seconds end the connection with ENHANCE_YOUR_CALM (RFC 9113
 * §10.5).
 *
 * <p>Counted are PING, SETTINGS, PRIORITY, frames of unknown types and window updates of a few
 * bytes. Resets, CONTINUATION and empty DATA are counted below, by Netty.
 */
final class EdgeFrames extends Http2FrameListenerDecorator {
  static final String TOO_MANY = "too many control frames";
  private static final long WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int TINY_UPDATE_BYTES = 256;

  private final int most;
  private int counted;
  private long since = System.nanoTime();

  /**
   * Stands before a listener.
   *
   * @param most such frames in ten seconds
   */
  EdgeFrames(Http2FrameListener listener, int most) {
    super(listener);
    this.most = most;
  }

  /** One more frame that carries nothing, also of those that the codec keeps to itself. */
  void count() throws Http2Exception {
    long now = System.nanoTime();
    if (now - since > WITHIN_NANOS) {
      since = now;
      counted = 0;
    }
    if (++counted > most) {
      throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, TOO_MANY);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    look(context, stream, headers, end);
    super.onHeadersRead(context, stream, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    look(context, stream, headers, end);
    super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, end);
  }

  /** A request begins with its method, and trailers have none (RFC 9113 §8.1). */
  private static void look(
      ChannelHandlerContext context, int stream, Http2Headers headers, boolean end)
      throws Http2Exception {
    if (headers.method() == null) {
      StreamTrailers.keep(context.channel(), stream, headers);
    } else {
      refuseUnreadable(stream, headers);
      ExtendedConnect.rewrite(context.channel(), stream, headers, end);
    }
  }

  /** Vert.x would close the connection over a method that is no token. */
  private static void refuseUnreadable(int stream, Http2Headers headers) throws Http2Exception {
    if (HttpHeaderValidationUtil.validateToken(headers.method()) >= 0) {
      throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "no such method");
    }
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    count();
    super.onPingRead(context, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
    count();
    super.onPingAckRead(context, data);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    count();
    super.onSettingsRead(context, settings);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
    count();
    super.onSettingsAckRead(context);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext context, int stream, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    count();
    super.onPriorityRead(context, stream, dependency, weight, exclusive);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment)
      throws Http2Exception {
    if (increment < TINY_UPDATE_BYTES) {
      count();
    }
    super.onWindowUpdateRead(context, stream, increment);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context, byte type, int stream, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    count();
    super.onUnknownFrame(context, type, stream, flags, payload);
  }
}
