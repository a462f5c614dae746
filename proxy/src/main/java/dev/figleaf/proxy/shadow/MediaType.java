package dev.figleaf.proxy.shadow;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A media type (RFC 9110 §8.3.1), as far as comparing needs it.
 *
 * @param essence {@code type/subtype} in lower case; empty where nothing readable is said
 * @param charset that it names, where Java knows it
 */
record MediaType(String essence, Optional<Charset> charset) {
  private static final int LONGEST = 1_024;
  private static final Pattern CHARSET =
      Pattern.compile(";[ \t]*charset=\"?([A-Za-z0-9._:-]{1,40})", Pattern.CASE_INSENSITIVE);

  static final MediaType NONE = new MediaType("", Optional.empty());

  static MediaType parse(String text) {
    String bounded = text.substring(0, Math.min(text.length(), LONGEST));
    int end = bounded.indexOf(';');
    String essence = (end < 0 ? bounded : bounded.substring(0, end)).strip();
    return new MediaType(essence.toLowerCase(Locale.ROOT), charset(bounded));
  }

  private static Optional<Charset> charset(String text) {
    Matcher found = CHARSET.matcher(text);
    try {
      return found.find() ? Optional.of(Charset.forName(found.group(1))) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  BodyKind kind() {
    if (essence.equals("application/json") || essence.endsWith("+json")) {
      return BodyKind.JSON;
    }
    if (essence.equals("text/html") || essence.equals("application/xhtml+xml")) {
      return BodyKind.HTML;
    }
    if (essence.equals("application/xml")
        || essence.equals("text/xml")
        || essence.endsWith("+xml")) {
      return BodyKind.XML;
    }
    return isText() ? BodyKind.TEXT : BodyKind.BYTES;
  }

  private boolean isText() {
    return essence.startsWith("text/")
        || essence.equals("application/javascript")
        || essence.equals("application/x-ndjson")
        || essence.equals("application/x-www-form-urlencoded")
        || essence.equals("application/yaml");
  }
}
