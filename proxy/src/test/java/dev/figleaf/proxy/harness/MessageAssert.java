package dev.figleaf.proxy.harness;

import io.vertx.core.json.JsonObject;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;

/** Assertions on one message. */
public final class MessageAssert extends AbstractAssert<MessageAssert, Message> {
  MessageAssert(Message actual) {
    super(actual, MessageAssert.class);
    info.description("%s", actual);
  }

  public MessageAssert hasStatus(int status) {
    Assertions.assertThat(actual.status()).as(info.description()).isEqualTo(status);
    return this;
  }

  /** It is a problem document with this code. */
  public MessageAssert hasCode(String code) {
    hasHeader("Content-Type", "application/problem+json");
    Assertions.assertThat(new JsonObject(actual.text()).getString("code"))
        .as(info.description())
        .isEqualTo(code);
    return this;
  }

  /** It has the header exactly so often, in this order, with these values. */
  public MessageAssert hasHeader(String name, String... values) {
    Assertions.assertThat(actual.head().all(name)).as(info.description()).containsExactly(values);
    return this;
  }

  /** The one value of a header that it has exactly once. */
  public AbstractStringAssert<?> header(String name) {
    Assertions.assertThat(actual.head().all(name)).as(info.description()).hasSize(1);
    return Assertions.assertThat(actual.header(name).orElseThrow());
  }

  public MessageAssert hasNoHeader(String name) {
    Assertions.assertThat(actual.head().all(name)).as(info.description()).isEmpty();
    return this;
  }

  public MessageAssert hasBody(String text) {
    Assertions.assertThat(actual.text()).as(info.description()).isEqualTo(text);
    return this;
  }

  /** It has exactly these bytes; the message of a failure does not repeat them. */
  public MessageAssert hasBody(byte[] bytes) {
    int differs = java.util.Arrays.mismatch(actual.body(), bytes);
    if (differs >= 0) {
      throw failure(
          "the body has %s bytes instead of %s and differs at %s",
          actual.body().length, bytes.length, differs);
    }
    return this;
  }

  public MessageAssert hasTrailer(String name, String value) {
    Assertions.assertThat(actual.trailers())
        .as(info.description())
        .contains(new Head.Header(name, value));
    return this;
  }
}
