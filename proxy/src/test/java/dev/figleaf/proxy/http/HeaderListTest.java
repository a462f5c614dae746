package dev.figleaf.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in any case, values in their order, lists by their words. */
class HeaderListTest {
  private static final AsciiString CLOSE = AsciiString.of("close");

  private static HeaderList connection(String value) {
    HeaderList headers = HeaderList.ofSize(1);
    headers.add("Connection", value);
    return headers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"close", "CLOSE", " close\t", "x, close", "close,x", ",,close", "a,\tclose ,b"})
  void aWordIsFoundWhereverItStandsInAList(String value) {
    assertThat(connection(value).lists("connection", CLOSE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "clos", "closed", "xclose", "close x", "keep-alive", "x, closed", ","})
  void aPartOfAWordIsNone(String value) {
    assertThat(connection(value).lists("connection", CLOSE)).isFalse();
  }

  @Test
  void headersKeepTheirOrderAndTheirCase() {
    HeaderList headers = HeaderList.ofSize(1);
    headers.add("X-A", "1");
    headers.add("x-b", "2");
    headers.add("x-A", "3");

    assertThat(headers.all("X-a")).containsExactly("1", "3");
    assertThat(headers.text("x-a")).isEqualTo("1");
    assertThat(headers.name(2)).isEqualTo("x-A");
    headers.set("X-B", "4");
    assertThat(headers.count()).isEqualTo(3);
    assertThat(headers.value(2)).isEqualTo("4");
    assertThat(headers.contains("x-c")).isFalse();
  }
}
