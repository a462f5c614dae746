package dev.figleaf.proxy.telemetry;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * The ids of requests: the client's own where it is plausible, else 128 random bits in hex.
 *
 * <p>Not for more threads than one: an event loop has its own. Ids are unique, not secret.
 */
public final class RequestIds {
  private static final int MAX_LENGTH = 128;
  private final RandomGenerator random;

  public RequestIds(RandomGenerator random) {
    this.random = random;
  }

  /** Ids from a generator that is seeded by the operating system. */
  public static RequestIds seeded() {
    return new RequestIds(generator());
  }

  /** A fast generator for ids, seeded by the operating system; not for more threads than one. */
  public static RandomGenerator generator() {
    return RandomGeneratorFactory.of("L64X128MixRandom")
        .create(new SecureRandom().generateSeed(32));
  }

  /** The incoming {@code X-Request-Id} when it is plausible, else a new id. */
  public String keepOrMake(@Nullable String incoming) {
    return incoming != null && plausible(incoming) ? incoming : make();
  }

  /** A new id: 32 hex digits. */
  public String make() {
    return Hex.of(random.nextLong(), random.nextLong());
  }

  /**
   * Whether an id may be passed on and logged: 1 to 128 letters, digits and {@code . _ - : = + / @
   * ~}, which covers UUIDs, ULIDs, base64 and what load balancers make.
   */
  public static boolean plausible(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!allowed(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '-' && c <= ':') // hyphen, dot, slash, digits, colon
        || c == '_'
        || c == '='
        || c == '+'
        || c == '@'
        || c == '~';
  }
}
