package dev.figleaf.proxy.traffic.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathShapeTest {

  private static boolean same(String one, String other) {
    var shape = new PathShape();
    assertThat(shape.take(one)).isTrue();
    char[] first = shape.copy();
    int place = shape.place(4_096);
    assertThat(shape.take(other)).isTrue();
    return shape.is(first) && shape.place(4_096) == place;
  }

  @ParameterizedTest
  @CsvSource({
    "/, /, true",
    "/a/1/b, /a/22/b, true",
    "/a/1, /a/12345678901234567890, true",
    "/a/1, /a/123456789012345678901, false",
    "/a/1, /a/1/, false",
    "/a/1, /a/, false",
    "/a/1, /a/x, false",
    "/a/1x, /a/2x, false",
    "/1, /2, true",
    "/u/7f9c24e8-3b1a-4d52-9c1e-5a6b7c8d9e0f, /u/01234567-89AB-cdef-0123-456789abcdef, true",
    "/u/7f9c24e8-3b1a-4d52-9c1e-5a6b7c8d9e0f, /u/7f9c24e8-3b1a-4d52-9c1e-5a6b7c8d9e0g, false",
    "/u/7f9c24e8-3b1a-4d52-9c1e-5a6b7c8d9e0f, /u/7, false",
  })
  void numbersAndUuidsAreLeftOutAndNothingElse(String one, String other, boolean same) {
    assertThat(same(one, other)).isEqualTo(same);
  }

  @Test
  void whatIsTooLongOrNoTextHasNone() {
    assertThat(new PathShape().take("/" + "x".repeat(255))).isTrue();
    assertThat(new PathShape().take("/" + "x".repeat(256))).isFalse();
    assertThat(new PathShape().take("/a/\u0001")).isFalse();
  }
}
