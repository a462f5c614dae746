package dev.figleaf.routing;

import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is for a split, and where that puts it among all clients.
 *
 * <p>The client's place is {@code u = XXH64(utf8(name) 0x00 utf8(key)) / 2^64}: the same on every
 * replica and after every restart, with nothing stored. {@code docs/cohorts.md} has test vectors.
 */
public final class Cohort {
  /** The cookie that says who a client is when the request has none of the keys. */
  public static final String VISITOR_COOKIE = CohortSpec.VISITOR_COOKIE;

  /** What {@link Decision#key()} says of a client known by its visitor cookie. */
  public static final String VISITOR = "visitor";

  private static final int VISITOR_LENGTH = 22;

  /** A client: what said who it is, and its key. */
  record Client(String label, String key) {}

  private final byte[] prefix;
  private final List<CohortKey> keys;
  private final List<String> labels;

  /** The cohort of a seam, or of a route with a split, by its name. */
  Cohort(String name, List<CohortKey> keys) {
    this.prefix = (name + '\0').getBytes(StandardCharsets.UTF_8);
    this.keys = List.copyOf(keys);
    this.labels = keys.stream().map(Cohort::label).toList();
  }

  /** The unsigned 64-bit hash of a client under the name of its seam. */
  public static long hash(String name, String key) {
    return new Cohort(name, List.of()).hash(key);
  }

  /** A hash as a fraction, from 0 inclusive to 1 exclusive, cut to 53 bits. */
  public static double fraction(long hash) {
    return (hash >>> 11) * 0x1p-53;
  }

  long hash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(prefix, prefix.length + bytes.length);
    System.arraycopy(bytes, 0, all, prefix.length, bytes.length);
    return XxHash64.hash(all);
  }

  /** Who sent the request, or null when nothing in it says so. An empty value says nothing. */
  @Nullable Client find(RequestHead head) {
    for (int i = 0; i < keys.size(); i++) {
      String key = value(keys.get(i), head);
      if (key != null && !key.isEmpty()) {
        return new Client(labels.get(i), key);
      }
    }
    String visitor = head.cookie(VISITOR_COOKIE);
    return visitor != null && isVisitor(visitor) ? new Client(VISITOR, visitor) : null;
  }

  /** What a key says of a request, or null. */
  static @Nullable String value(CohortKey key, RequestHead head) {
    return switch (key) {
      case CohortKey.Header(String name) -> head.header(name);
      case CohortKey.Cookie(String name) -> head.cookie(name);
      case CohortKey.Query(String name) -> head.query(name);
      case CohortKey.Ip() -> Addresses.text(head.client());
    };
  }

  private static String label(CohortKey key) {
    return switch (key) {
      case CohortKey.Header(String name) -> "header:" + name;
      case CohortKey.Cookie(String name) -> "cookie:" + name;
      case CohortKey.Query(String name) -> "query:" + name;
      case CohortKey.Ip() -> "ip";
    };
  }

  /** A new visitor: 128 random bits in base64url (RFC 4648 §5), without padding. */
  static String mint(RandomGenerator random) {
    byte[] bits =
        ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  // A value that was never minted is no key: otherwise a client could choose its side at will.
  private static boolean isVisitor(String value) {
    return value.length() == VISITOR_LENGTH
        && value.chars().allMatch(c -> PathChars.isUnreserved(c) && c != '.' && c != '~');
  }
}
