package dev.figleaf.rules;

import com.google.re2j.Pattern;

/** A condition on one value: a bare string is equality. */
@Form(is = "a text, or one of prefix, regex, present and absent")
public sealed interface ValueMatch {

  /** Reads a bare string, which is equality. */
  static ValueMatch parse(String text) {
    return new Equal(text);
  }

  /** The value is exactly this. */
  record Equal(String text) implements ValueMatch {}

  /** The value begins with this. */
  @Keyword("prefix")
  record Prefix(@Shorthand String text) implements ValueMatch {}

  /** The whole value matches, in linear time (RE2 syntax). */
  @Keyword("regex")
  record Regex(@Shorthand Pattern pattern) implements ValueMatch {}

  /** The value is there, whatever it is. */
  @Keyword("present")
  record Present() implements ValueMatch {}

  /** The value is not there. */
  @Keyword("absent")
  record Absent() implements ValueMatch {}
}
