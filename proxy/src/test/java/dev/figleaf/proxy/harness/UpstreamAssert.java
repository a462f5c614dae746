package dev.figleaf.proxy.harness;

import java.util.function.Consumer;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on what an upstream received. */
public final class UpstreamAssert extends AbstractAssert<UpstreamAssert, TestUpstream> {
  UpstreamAssert(TestUpstream actual) {
    super(actual, UpstreamAssert.class);
  }

  /** So many whole requests. */
  public UpstreamAssert received(int count) {
    Assertions.assertThat(actual.received()).as("requests at %s", actual.name()).hasSize(count);
    return this;
  }

  public UpstreamAssert receivedNothing() {
    return received(0);
  }

  /** One request, which is so. */
  public UpstreamAssert receivedOnly(Consumer<MessageAssert> request) {
    received(1);
    request.accept(new MessageAssert(actual.received().get(0)));
    return this;
  }

  /** The latest request has exactly this body. */
  public UpstreamAssert receivedBody(byte[] body) {
    Assertions.assertThat(actual.received()).as("requests at %s", actual.name()).isNotEmpty();
    new MessageAssert(actual.received().getLast()).hasBody(body);
    return this;
  }
}
