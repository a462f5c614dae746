package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What takes the place of a response, and of which. */
class ResponseWriterTest {
  private static final String READY = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void anInterimResponseThatWaitedLeavesBeforeTheOneThatIsReady() {
    var channel = new EmbeddedChannel();
    channel.pipeline().addLast("httpEncoder", new HttpResponseEncoder());
    ResponseWriter.install(channel);
    channel
        .pipeline()
        .get(ResponseWriter.class)
        .ready(Unpooled.copiedBuffer(READY, StandardCharsets.US_ASCII));

    channel.writeOutbound(response(HttpResponseStatus.PROCESSING));
    channel.writeOutbound(response(HttpResponseStatus.OK));

    assertThat(written(channel)).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n" + READY);
  }

  private static DefaultFullHttpResponse response(HttpResponseStatus status) {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
  }

  private static String written(EmbeddedChannel channel) {
    var text = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      text.append(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }
    return text.toString();
  }
}
