package dev.figleaf.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.figleaf.proxy.http.RequestReader.Result;
import dev.figleaf.proxy.wire.WireTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reader of heads agrees with one that is too plain to be wrong, whatever the bytes are and in
 * whatever pieces they come.
 */
class RequestReaderTest {
  private static final int LINE = 60;
  private static final int BYTES = 200;
  private static final int HEADERS = 6;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern FIRST =
      Pattern.compile("(" + TOKEN + ") ([^ \r\n]+) HTTP/1\\.([01])");
  private static final Pattern FIELD =
      Pattern.compile(
          "("
              + TOKEN
              + "):[ \t]*((?:[!-~\\x80-\\xff](?:[\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?)[ \t]*");
  private static final String ODD = "\r\n\0 \t:;/Aa0\"\u007f\u0001\u00e4";
  private static final int CHANGED = 20_000;

  /** What a head says. */
  private record Head(String method, String target, String version, List<String> headers) {}

  static Stream<byte[]> requests() {
    return WireTable.requestBytes().stream()
        .filter(text -> text.length() < 2_000)
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("requests")
  @FuzzTest
  void itAgreesWithAPlainOne(byte[] bytes) {
    agree(bytes);
  }

  @Test
  void itAgreesWithAPlainOneOnRequestsWithMistakes() {
    List<byte[]> seeds = requests().toList();
    var random = new Random(9112);
    for (int i = 0; i < CHANGED; i++) {
      agree(changed(seeds.get(random.nextInt(seeds.size())), random));
    }
  }

  private static byte[] changed(byte[] seed, Random random) {
    var text = new StringBuilder(new String(seed, StandardCharsets.ISO_8859_1));
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.length() + 1);
      char odd = ODD.charAt(random.nextInt(ODD.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, odd);
        case 1 -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(odd));
        default -> text.delete(at, Math.min(text.length(), at + 1));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void agree(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    var reader = new RequestReader(LINE, BYTES, HEADERS);
    Result result = reader.read(Unpooled.wrappedBuffer(bytes));
    boolean ends = text.contains("\r\n\r\n");

    assertThat(result == Result.WHOLE ? told(reader) : null).as(text).isEqualTo(plain(text));
    if (ends) {
      assertThat(result).as(text).isNotEqualTo(Result.MORE);
      // Of two mistakes another one may show first when they come byte by byte.
      assertThat(inPieces(bytes) == Result.WHOLE).as(text).isEqualTo(result == Result.WHOLE);
      assertThat(inPieces(bytes)).as(text).isNotEqualTo(Result.MORE);
    } else {
      assertThat(inPieces(bytes)).as(text).isNotEqualTo(Result.WHOLE);
    }
  }

  private static Head told(RequestReader reader) {
    var headers = new ArrayList<String>();
    reader.headers().forEach((name, value) -> headers.add(name + ": " + value));
    return new Head(reader.method().name(), reader.target(), reader.version().name(), headers);
  }

  private static @Nullable Head plain(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return null;
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Matcher first = FIRST.matcher(lines[0]);
    int bytes = end + 4 - lines[0].length() - 2;
    if (!first.matches()
        || lines[0].length() > LINE
        || bytes > BYTES
        || lines.length > HEADERS + 1) {
      return null;
    }
    var headers = new ArrayList<String>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        return null;
      }
      headers.add(field.group(1) + ": " + field.group(2));
    }
    return new Head(first.group(1), first.group(2), "HTTP_1_" + first.group(3), headers);
  }

  /** The same, one byte after the other, looking only when it is worth it. */
  private static Result inPieces(byte[] bytes) {
    var reader = new RequestReader(LINE, BYTES, HEADERS);
    Result result = Result.MORE;
    int seen = 0;
    for (int here = 1; here <= bytes.length && result == Result.MORE; here++) {
      ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, here);
      if (reader.isWorthALook(in, seen)) {
        result = reader.read(in);
      }
      seen = here;
    }
    return result;
  }
}
