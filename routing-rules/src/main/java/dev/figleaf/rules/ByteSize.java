package dev.figleaf.rules;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size, written {@code 64KiB}.
 *
 * @param bytes at least 0
 */
@Form(is = "a size", like = "64KiB", pattern = "^[0-9]+(B|KiB|MiB|GiB|TiB)$")
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(B|KiB|MiB|GiB|TiB)");
  private static final Pattern NEARLY = Pattern.compile("(?i)([0-9]{1,18}) ?([KMGT])i?B?");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size: " + bytes);
    }
  }

  /**
   * Reads {@code 512B}, {@code 64KiB}, {@code 1MiB}, {@code 4GiB} or {@code 1TiB}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static ByteSize parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(Quoted.of(text) + hint(text));
    }
    long count = Long.parseLong(form.group(1));
    int shift = 10 * UNITS.indexOf(form.group(2));
    if (count > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException(text + " is larger than any body can be");
    }
    return new ByteSize(count << shift);
  }

  private static String hint(String text) {
    Matcher nearly = NEARLY.matcher(text);
    if (text.matches("[0-9]{1,18}")) {
      return " has no unit; write " + text + "B or " + text + "KiB";
    }
    if (nearly.matches()) {
      return " is not a size; did you mean "
          + nearly.group(1)
          + nearly.group(2).toUpperCase(Locale.ROOT)
          + "iB?";
    }
    return " is not a size; write a whole number with B, KiB, MiB or GiB, such as 64KiB";
  }

  /** As it is written in rules, in the largest unit that divides it. */
  @Override
  public String toString() {
    int unit = bytes == 0 ? 0 : Math.min(4, Long.numberOfTrailingZeros(bytes) / 10);
    return (bytes >> (10 * unit)) + UNITS.get(unit);
  }
}
