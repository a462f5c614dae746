package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.figleaf.proxy.http.HeadWriter;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.RequestReader;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.HostPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever headers a client sends, an upstream reads one head, of the headers that may pass.
 *
 * <p>In an ordinary run the rows of the wire table are tried; see {@code GateFuzzTest}.
 */
class RequestHeadFuzzTest {
  private static final Pattern HEADER =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\\t\\x20-\\x7e\\x80-\\xff]*");

  /** What a connection is told must be of ours. */
  private static final Pattern FOREIGN =
      Pattern.compile("(?i)connection: (?!TE$).*|te: (?!trailers$).*");

  private static final Set<String> HOP =
      Set.of(
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "transfer-encoding",
          "upgrade");
  private static final Set<String> OURS =
      Set.of(
          "host",
          "te",
          "connection",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "forwarded",
          "via",
          "cdn-loop",
          "x-request-id",
          "traceparent",
          "cookie");
  private static final ForwardPlan PLAN =
      new ForwardPlan(
          FuzzSeeds.upstream("http://legacy.internal:8081"),
          1,
          1,
          Long.MAX_VALUE,
          new HostPolicy.Client(),
          HeaderEdits.NONE,
          HeaderEdits.NONE,
          new ResponseRewriter("", ""),
          Failing.NOTHING,
          null);

  static Stream<byte[]> requests() {
    return FuzzSeeds.requests();
  }

  @MethodSource("requests")
  @FuzzTest
  void oneHeadLeavesWithoutWhatBelongsToAConnection(byte[] bytes) {
    decode(
        bytes,
        headers -> {
          for (boolean trusted : new boolean[] {false, true}) {
            leaves(headers, trusted);
          }
        });
  }

  /** Those heads that the edge can read, with names that the gate lets pass. */
  private static void decode(byte[] bytes, Consumer<HeaderList> each) {
    var reader = new RequestReader(8 * 1024, 32 * 1024, 1_000);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    while (reader.read(in) == RequestReader.Result.WHOLE) {
      each.accept(reader.headers());
      in.skipBytes(reader.length());
    }
  }

  private static void leaves(HeaderList in, boolean trusted) {
    var facts =
        new ClientFacts("id", "00-aa-bb-01", "192.0.2.7", trusted, "http", "shop", "figleaf-test");
    var list = new HeaderList();
    new RequestHeaders(in, HttpVersion.HTTP_1_1, facts, list).write(PLAN);
    ByteBuf head =
        new HeadWriter().request("GET", "/", "shop", list, UnpooledByteBufAllocator.DEFAULT);
    String text = head.toString(StandardCharsets.ISO_8859_1);
    head.release();
    List<String> lines = linesOf(text);
    assertThat(lines).hasSize(list.count() + 2);
    assertThat(lines.getFirst()).isEqualTo("GET / HTTP/1.1");
    assertThat(lines.get(1)).isEqualTo("Host: shop");
    lines.stream().skip(1).forEach(line -> assertThat(line).matches(HEADER));
    maySay(lines, in);
  }

  /** The lines of exactly one head. */
  private static List<String> linesOf(String head) {
    assertThat(head).endsWith("\r\n\r\n");
    List<String> lines = List.of(head.substring(0, head.length() - 4).split("\r\n", -1));
    assertThat(lines).allSatisfy(line -> assertThat(line).isNotEmpty().doesNotContain("\r", "\n"));
    return lines;
  }

  /** Headers of the client as they were, headers of ours once, and none of a connection. */
  private static void maySay(List<String> lines, HeaderList in) {
    var ours = new ArrayList<String>();
    for (String line : lines.subList(1, lines.size())) {
      String name = line.substring(0, line.indexOf(':'));
      String lower = name.toLowerCase(Locale.ROOT);
      assertThat(HOP).doesNotContain(lower);
      if (OURS.contains(lower) && !lower.equals("cookie")) {
        ours.add(lower);
      } else if (!lower.equals("cookie")) {
        assertThat(in.all(name)).contains(line.substring(name.length() + 2));
      }
    }
    assertThat(ours).doesNotHaveDuplicates();
    assertThat(ours.contains("connection")).isEqualTo(ours.contains("te"));
    assertThat(lines).noneMatch(line -> FOREIGN.matcher(line).matches());
  }

  static Stream<byte[]> cookies() {
    return Stream.concat(
        FuzzSeeds.headerValues(),
        Stream.of(
                "figleaf_visitor=v1",
                "a=1; figleaf_visitor=v1; b=2",
                "figleaf_visitor=v1;figleaf_visitor=v2; c",
                "xfigleaf_visitor=1; figleaf_visitor2=2",
                "figleaf_visitor =v1; \tfigleaf_visitor=\"a;b\"",
                ";;figleaf_visitor=;; ;")
            .map(FuzzSeeds::bytes));
  }

  @MethodSource("cookies")
  @FuzzTest
  void theVisitorCookieStaysAndNoOther(byte[] bytes) {
    String cookies = FuzzSeeds.text(bytes);

    String rest = RequestHeaders.withoutVisitor(cookies);

    assertThat(RequestHeaders.withoutVisitor(rest)).isEqualTo(rest);
    assertThat(pairs(rest)).noneMatch(RequestHeadFuzzTest::isVisitor);
    assertThat(pairs(rest))
        .isEqualTo(pairs(cookies).stream().filter(pair -> !isVisitor(pair)).toList());
  }

  private static boolean isVisitor(String pair) {
    int equals = pair.indexOf('=');
    return equals > 0 && pair.substring(0, equals).strip().equals(CohortSpec.VISITOR_COOKIE);
  }

  /** As RFC 6265 §4.2.1 has them, without those that are empty. */
  private static List<String> pairs(String cookies) {
    return Stream.of(cookies.split(";", -1))
        .map(String::strip)
        .filter(pair -> !pair.isEmpty())
        .toList();
  }
}
