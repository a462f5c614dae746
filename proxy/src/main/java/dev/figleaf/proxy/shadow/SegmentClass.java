package dev.figleaf.proxy.shadow;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The classes of names that say which one, and not what: ids, dates, hashes. */
enum SegmentClass {
  NUMBER("id", "[0-9]{1,20}"),
  UUID(
      "uuid",
      "(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-HJKMNP-TV-Z]{26}"),
  DATE("date", "(19|20)[0-9]{2}-(0[1-9]|1[0-2])(-[0-3][0-9])?(T[0-9:.]+(Z|[+-][0-9:]{4,6})?)?"),
  HASH("hash", "(?i)(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{12,128}"),
  // A prefix with a number behind it: ORD-2024-00017, sku_123, inv42.
  CODE(
      "id",
      "[A-Za-z]{1,12}([-_.:][0-9A-Za-z]{1,12}){0,4}[-_.:][0-9]{2,20}|[A-Za-z]{1,8}[0-9]{3,20}"),
  // Random letters and digits mixed, as of base 62 or base 64.
  TOKEN("token", "(?=.*[0-9].*[0-9])(?=.*[a-z])(?=.*[A-Z])[0-9A-Za-z_=-]{16,256}");

  private static final int LONGEST = 256;
  private static final int LONGEST_NUMBER = 20;
  private static final Optional<SegmentClass> A_NUMBER = Optional.of(NUMBER);
  private static final List<SegmentClass> ALL = List.of(values());

  private final String placeholder;
  private final Pattern form;

  SegmentClass(String placeholder, String form) {
    this.placeholder = placeholder;
    this.form = Pattern.compile(form);
  }

  /** The name in braces that stands for all of the class. */
  String placeholder() {
    return "{" + placeholder + "}";
  }

  static Optional<SegmentClass> of(String text) {
    // Most segments are words, and a word has no digit.
    if (text.isEmpty() || text.length() > LONGEST || !hasDigit(text)) {
      return Optional.empty();
    }
    if (isNumber(text)) {
      return A_NUMBER; // most of the others, and forms are dear
    }
    for (SegmentClass one : ALL) {
      if (one.form.matcher(text).matches()) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() <= LONGEST_NUMBER;
  }

  private static boolean hasDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }

  /** Whether a name is certainly an id, and no word. */
  static boolean isId(String text) {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    boolean possible = Character.digit(first, 16) >= 0;
    return possible
        && of(text)
            .filter(one -> one == NUMBER || one == UUID || one == HASH || one == DATE)
            .isPresent();
  }
}
