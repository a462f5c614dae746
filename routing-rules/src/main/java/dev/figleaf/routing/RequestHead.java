package dev.figleaf.routing;

import dev.figleaf.rules.ValueMatch;
import org.jspecify.annotations.Nullable;

/**
 * What rules may look at: the head of a request, after the gate.
 *
 * <p>A view, not a copy: the proxy puts it over the request that it holds, a test over a few maps.
 * Used on one thread.
 */
public interface RequestHead {

  /** The method, as sent; methods are compared with case (RFC 9110 §9.1). */
  String method();

  /** The host in lower case, without its port; empty when there is none. */
  String host();

  /** The normalised path, beginning with a slash, without the query. */
  String path();

  /** The raw query without its question mark, or null when there is none. */
  @Nullable String rawQuery();

  /** The first value of a header, its name compared without case, or null. */
  @Nullable String header(String name);

  /** The first value of a query parameter, percent-decoded, or null. */
  @Nullable String query(String name);

  /** The value of a cookie, or null. */
  @Nullable String cookie(String name);

  /** The client's address after trusted proxies: 4 or 16 bytes in network order. */
  byte[] client();

  /**
   * Whether a condition on a header holds. Matching asks this in place of the value, so that a head
   * which remembers no more than the answer can be matched, too; the same for the next two.
   */
  default boolean headerHolds(String name, ValueMatch condition) {
    return Values.holds(condition, header(name));
  }

  /** Whether a condition on a query parameter holds. */
  default boolean queryHolds(String name, ValueMatch condition) {
    return Values.holds(condition, query(name));
  }

  /** Whether a condition on a cookie holds. */
  default boolean cookieHolds(String name, ValueMatch condition) {
    return Values.holds(condition, cookie(name));
  }

  /** Whether a condition holds for a value; null where there is none. */
  static boolean holds(ValueMatch condition, @Nullable String value) {
    return Values.holds(condition, value);
  }
}
