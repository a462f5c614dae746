package dev.figleaf.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.wire.WireTable;
import dev.figleaf.routing.PathNormalizer;
import dev.figleaf.rules.PathSpec;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersAdaptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What passes the gate, whatever bytes came, has one meaning.
 *
 * <p>In an ordinary run the rows of the wire table are tried; with {@code JAZZER_FUZZ=1} in the
 * environment and one method named, new bytes are looked for.
 */
class GateFuzzTest {
  private static final RequestGate GATE = new RequestGate(Limits.USUAL, "figleaf-under-test");

  static Stream<byte[]> requests() {
    return WireTable.requestBytes().stream()
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("requests")
  @FuzzTest
  void whatPassesTheGateIsFramedOnce(byte[] bytes) {
    var channel = new EmbeddedChannel(new HttpRequestDecoder());
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
      if (read instanceof HttpRequest request && request.decoderResult().isSuccess()) {
        hold(request);
      }
      ReferenceCountUtil.release(read);
    }
    channel.finishAndReleaseAll();
  }

  private static void hold(HttpRequest request) {
    var headers = request.headers();
    @Nullable Refused refused =
        GATE.check(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(request.method().name()),
            request.uri(),
            null,
            new HeadersAdaptor(headers));
    if (refused != null) {
      return;
    }
    List<String> lengths = headers.getAll("Content-Length");
    List<String> codings = headers.getAll("Transfer-Encoding");
    assertThat(lengths.size() + codings.size()).isLessThanOrEqualTo(1);
    assertThat(headers.getAll("Host")).hasSize(1);
    assertThat(headers.names()).doesNotContain("");
    RequestTarget target = RequestTarget.parse(request.uri(), PathSpec.SAFE);
    if (target != null) {
      assertThat(target.path()).matches("/[!-~]*").doesNotContain("//", "%00", "\\", "#", "?");
    }
  }

  static Stream<byte[]> targets() {
    return WireTable.requestBytes().stream()
        .map(request -> request.split(" ", 3))
        .filter(words -> words.length > 1)
        .map(words -> words[1].getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("targets")
  @FuzzTest
  void theFormOfAPathIsStableUnderEveryChoice(byte[] bytes) {
    String raw = new String(bytes, StandardCharsets.ISO_8859_1);
    for (PathSpec.Slashes slashes : PathSpec.Slashes.values()) {
      for (PathSpec.EncodedSlash encoded : PathSpec.EncodedSlash.values()) {
        for (PathSpec.DotSegments dots : PathSpec.DotSegments.values()) {
          isStable(raw, new PathSpec(slashes, encoded, dots));
        }
      }
    }
  }

  private static void isStable(String raw, PathSpec spec) {
    String normal = PathNormalizer.normalise(raw, spec);
    if (normal != null) {
      assertThat(PathNormalizer.normalise(normal, spec)).isEqualTo(normal);
      assertThat((normal + "/").split("/|%2F|%5C", -1)).doesNotContain(".", "..");
    }
  }
}
