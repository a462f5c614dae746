package dev.figleaf.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.RequestReader;
import dev.figleaf.proxy.telemetry.Refused;
import dev.figleaf.proxy.wire.WireTable;
import dev.figleaf.routing.PathNormalizer;
import dev.figleaf.rules.PathSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpVersion;
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
    var reader = new RequestReader(8 * 1024, 32 * 1024, 1_000);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    while (reader.read(in) == RequestReader.Result.WHOLE) {
      hold(reader);
      in.skipBytes(reader.length());
    }
  }

  private static void hold(RequestReader request) {
    HeaderList headers = request.headers();
    @Nullable Refused refused =
        GATE.check(HttpVersion.HTTP_1_1, request.method(), request.target(), null, headers);
    if (refused != null) {
      return;
    }
    List<String> lengths = headers.all("Content-Length");
    List<String> codings = headers.all("Transfer-Encoding");
    assertThat(lengths.size() + codings.size()).isLessThanOrEqualTo(1);
    assertThat(headers.all("Host")).hasSize(1);
    assertThat(headers.contains("")).isFalse();
    RequestTarget target = RequestTarget.parse(request.target(), PathSpec.SAFE);
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
