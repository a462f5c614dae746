package dev.figleaf.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * The gate for what an upstream says over HTTP/2, as {@link ResponseGate} is for HTTP/1: what is
 * malformed (RFC 9113 §8.1.1) resets its stream, which ends the request that waits for it with
 * {@link ForwardError#BAD_RESPONSE}.
 *
 * <p>Stands before all that looks at the frames of an upstream's connection. Names, pseudo-headers,
 * headers of the connection and lengths that differ from the body are refused below, by the codec.
 */
final class StreamGate extends Http2FrameListenerDecorator {
  private final Http2Connection connection;
  private final Http2Connection.PropertyKey bodiless;

  private StreamGate(Http2Connection connection, Http2FrameListener listener) {
    super(listener);
    this.connection = connection;
    this.bodiless = connection.newKey();
  }

  static void install(Http2ConnectionHandler codec) {
    var decoder = codec.decoder();
    decoder.frameListener(new StreamGate(codec.connection(), decoder.frameListener()));
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    check(id, headers, end);
    super.onHeadersRead(context, id, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    check(id, headers, end);
    super.onHeadersRead(context, id, headers, dependency, weight, exclusive, padding, end);
  }

  private void check(int id, Http2Headers headers, boolean end) throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    boolean trailers = stream != null && stream.isTrailersReceived();
    if (!ResponseGate.isSound(headers) || !trailers && !ResponseGate.isStatus(headers, end)) {
      throw malformed(id);
    }
    if (stream != null && !trailers && !end && hasNoBody(headers.status())) {
      stream.setProperty(bodiless, Boolean.TRUE);
    }
  }

  /** RFC 9110 §15.3.5 and §15.4.5. */
  private static boolean hasNoBody(CharSequence status) {
    return "204".contentEquals(status) || "304".contentEquals(status);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    if (stream != null
        && (!stream.isHeadersReceived()
            || data.isReadable() && stream.getProperty(bodiless) != null)) {
      throw malformed(id);
    }
    return super.onDataRead(context, id, data, padding, end);
  }

  private static Http2Exception malformed(int id) {
    return Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "malformed answer");
  }
}
