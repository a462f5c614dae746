package dev.figleaf.proxy.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on what the other side of a connection does; they wait for it. */
public final class RawSocketAssert extends AbstractAssert<RawSocketAssert, RawSocket> {
  RawSocketAssert(RawSocket actual) {
    super(actual, RawSocketAssert.class);
  }

  /** It says no more and closes in order. */
  public RawSocketAssert isClosed() {
    Assertions.assertThat(end()).isEqualTo(RawSocket.End.CLOSED);
    return this;
  }

  /** It ends, in order or by a reset. */
  public RawSocketAssert isEnded() {
    Assertions.assertThat(end()).isNotNull();
    return this;
  }

  private RawSocket.End end() {
    try {
      return actual.awaitEnd();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
