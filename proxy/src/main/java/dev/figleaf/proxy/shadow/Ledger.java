package dev.figleaf.proxy.shadow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The names of differences: which are one, and which were found together. */
public final class Ledger {
  /** The kind of what is found where the candidate gave no answer. */
  public static final String FAILED = "failed";

  /** The most differences that a pattern names. */
  public static final int MOST = 16;

  private static final String MORE = "+";
  private static final int ID_BYTES = 6;

  private Ledger() {}

  /**
   * A short name that is the same on every replica and after every restart: of the same place and
   * kind at the same endpoint.
   */
  public static String id(
      String subject, String method, String template, String path, String kind) {
    return hash(ID_BYTES, List.of(subject, method, template, path, kind));
  }

  /** The kind of a difference in lower case with hyphens. */
  static String kind(Difference.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String hash(int bytes, List<String> parts) {
    byte[] text = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(text), 0, bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Writes which differences were found together: in order, with commas, cut where too many. */
  static String pattern(Collection<String> ids) {
    List<String> sorted = ids.stream().distinct().sorted().toList();
    return sorted.stream().limit(MOST).collect(Collectors.joining(","))
        + (sorted.size() > MOST ? MORE : "");
  }

  /** The ids that a pattern names. */
  public static List<String> ids(String pattern) {
    String named = pattern.endsWith(MORE) ? pattern.substring(0, pattern.length() - 1) : pattern;
    return named.isEmpty() ? List.of() : List.of(named.split(","));
  }

  /** Whether there are differences, and all that were found together are of these. */
  public static boolean isWithin(String pattern, Predicate<String> ids) {
    return !pattern.isEmpty() && !pattern.endsWith(MORE) && ids(pattern).stream().allMatch(ids);
  }
}
