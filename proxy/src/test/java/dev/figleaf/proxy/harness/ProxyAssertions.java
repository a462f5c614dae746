package dev.figleaf.proxy.harness;

import org.assertj.core.api.Assertions;

/** All of AssertJ's, and those for answers, upstreams and connections. */
public final class ProxyAssertions extends Assertions {
  private ProxyAssertions() {}

  public static MessageAssert assertThat(Message actual) {
    return new MessageAssert(actual);
  }

  public static UpstreamAssert assertThat(TestUpstream actual) {
    return new UpstreamAssert(actual);
  }

  public static RawSocketAssert assertThat(RawSocket actual) {
    return new RawSocketAssert(actual);
  }
}
