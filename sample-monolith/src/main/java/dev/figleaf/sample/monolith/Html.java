package dev.figleaf.sample.monolith;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A piece of markup. Made from templates, so that text in it is always escaped. */
record Html(String markup) {
  static final Html NOTHING = new Html("");

  private static final Pattern HOLE = Pattern.compile("\\{}");

  /**
   * Fills the holes {@code {}} of a template in order: markup as it is, everything else as text
   * that is safe between tags and inside quoted attributes.
   */
  static Html of(String template, Object... values) {
    var next = Stream.of(values).iterator();
    var filled =
        HOLE.matcher(template).replaceAll(_ -> Matcher.quoteReplacement(fill(next.next())));
    return new Html(filled);
  }

  static Html join(Stream<Html> parts) {
    return new Html(parts.map(Html::markup).collect(Collectors.joining("\n")));
  }

  /** Text made safe for HTML and XML, in content and in quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String fill(Object value) {
    return value instanceof Html(var markup) ? markup : escape(String.valueOf(value));
  }
}
