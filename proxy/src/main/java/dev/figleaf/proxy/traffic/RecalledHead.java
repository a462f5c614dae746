package dev.figleaf.proxy.traffic;

import dev.figleaf.routing.RequestHead;
import dev.figleaf.rules.ValueMatch;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor, as rules look at it. Where they ask for what is not remembered, the answer is no,
 * and {@link #unknown} says what it was. Used on one thread, for one match.
 */
final class RecalledHead implements RequestHead {
  private final Descriptor of;
  private @Nullable String unknown;

  RecalledHead(Descriptor of) {
    this.of = of;
  }

  /** What was asked for and is not remembered; null where nothing was. */
  @Nullable String unknown() {
    return unknown;
  }

  @Override
  public String method() {
    return of.method();
  }

  @Override
  public String host() {
    return of.host();
  }

  @Override
  public String path() {
    return of.path();
  }

  @Override
  public @Nullable String rawQuery() {
    return null;
  }

  @Override
  public boolean headerHolds(String name, ValueMatch condition) {
    String value = Conditional.header(name);
    return holds(of.headers().contains(value.substring(7)), value, condition);
  }

  @Override
  public boolean queryHolds(String name, ValueMatch condition) {
    return holds(of.query().contains(name), Conditional.query(name), condition);
  }

  @Override
  public boolean cookieHolds(String name, ValueMatch condition) {
    return holds(of.cookies().contains(name), Conditional.cookie(name), condition);
  }

  private boolean holds(boolean present, String value, ValueMatch condition) {
    if (!present) {
      return RequestHead.holds(condition, null);
    }
    return switch (condition) {
      case ValueMatch.Present() -> true;
      case ValueMatch.Absent() -> false;
      case ValueMatch.Equal _, ValueMatch.Prefix _, ValueMatch.Regex _ -> kept(value, condition);
    };
  }

  private boolean kept(String value, ValueMatch condition) {
    for (Descriptor.Value one : of.values()) {
      if (one.of().equals(value)) {
        long id = Conditional.id(value, condition);
        if (one.text() != null) {
          return RequestHead.holds(condition, one.text());
        }
        if (one.holds().contains(id) || one.fails().contains(id)) {
          return one.holds().contains(id);
        }
      }
    }
    unknown = "the value of " + value;
    return false;
  }

  @Override
  public byte[] client() {
    String address = of.client();
    if (address != null) {
      try {
        return InetAddress.ofLiteral(address).getAddress();
      } catch (IllegalArgumentException _) {
        // A Unix socket has none.
        return new byte[0];
      }
    }
    unknown = "the address of the client";
    return new byte[0];
  }

  // Values are asked for by conditions only, and those ask above.

  @Override
  public @Nullable String header(String name) {
    return null;
  }

  @Override
  public @Nullable String query(String name) {
    return null;
  }

  @Override
  public @Nullable String cookie(String name) {
    return null;
  }
}
