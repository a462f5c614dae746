package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ShopExtension.class)
class FilesTest {
  private static final String SCAN = "/files/catalog-scan.bin";
  private static final int SIZE = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=5-9, 5, 10",
    "bytes=1048575-, 1048575, 1048576",
    "bytes=1048000-99999999, 1048000, 1048576",
    "bytes=-100, 1048476, 1048576",
    "bytes=-99999999, 0, 1048576"
  })
  void rangeIsAPartOfTheWhole(String range, int from, int to, TestShop shop) throws Exception {
    var whole = shop.bytes(SCAN);
    var part = shop.bytes(SCAN, "Range", range);

    assertThat(whole.body()).hasSize(SIZE);
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), from, to));
    assertThat(part.headers().firstValue("Content-Range"))
        .contains("bytes " + from + "-" + (to - 1) + "/" + SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1048576-", "bytes=2000000-3000000", "bytes=-0"})
  void rangeBehindTheEndIs416(String range, TestShop shop) throws Exception {
    var answer = shop.bytes(SCAN, "Range", range);

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */" + SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=9-5", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b"})
  void rangeThatIsNoneOrManyGetsTheWhole(String range, TestShop shop) throws Exception {
    var answer = shop.bytes(SCAN, "Range", range);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(SIZE);
  }

  @Test
  void rangeOfAnOlderVersionGetsTheWhole(TestShop shop) throws Exception {
    var now = shop.bytes(SCAN).headers();
    var range = new String[] {"Range", "bytes=0-9", "If-Range", "\"older\""};

    assertThat(shop.bytes(SCAN, range).statusCode()).isEqualTo(200);
    range[3] = now.firstValue("ETag").orElseThrow();
    assertThat(shop.bytes(SCAN, range).statusCode()).isEqualTo(206);
    range[3] = now.firstValue("Last-Modified").orElseThrow();
    assertThat(shop.bytes(SCAN, range).statusCode()).isEqualTo(206);
  }

  @Test
  void whatTheClientHasIsNotSentAgain(TestShop shop) throws Exception {
    var now = shop.bytes(SCAN).headers();
    var tag = now.firstValue("ETag").orElseThrow();
    var modified = now.firstValue("Last-Modified").orElseThrow();

    assertThat(shop.bytes(SCAN, "If-None-Match", "\"x\", W/" + tag).statusCode()).isEqualTo(304);
    assertThat(shop.bytes(SCAN, "If-Modified-Since", modified).statusCode()).isEqualTo(304);
    assertThat(
            shop.bytes(SCAN, "If-None-Match", "\"x\"", "If-Modified-Since", modified).statusCode())
        .isEqualTo(200);
    assertThat(shop.bytes(SCAN, "If-Modified-Since", "yesterday").statusCode()).isEqualTo(200);
  }

  @Test
  void notModifiedKeepsTheValidatorAndHasNoBody(TestShop shop) throws Exception {
    var tag = shop.bytes(SCAN).headers().firstValue("ETag").orElseThrow();
    var answer = shop.bytes(SCAN, "If-None-Match", tag);

    assertThat(answer.headers().firstValue("ETag")).contains(tag);
    assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/nothing", "/files/..%2fshop.db", "/files/%2e%2e/shop.db"})
  void onlyWhatIsOnTheShelfCanBeHad(String path, TestShop shop) throws Exception {
    assertThat(shop.bytes(path).statusCode()).isEqualTo(404);
  }

  @Test
  void priceListIsAPdf(TestShop shop) throws Exception {
    var pdf = new String(shop.bytes("/files/price-list.pdf").body(), "windows-1252");
    var start = Integer.parseInt(pdf.substring(pdf.lastIndexOf("startxref") + 10).split("\n")[0]);

    assertThat(pdf).startsWith("%PDF-1.4\n").endsWith("%%EOF\n").contains("(SKU-000001");
    assertThat(pdf.substring(start)).startsWith("xref\n");
  }
}
