package dev.figleaf.proxy.admin.page;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an operator typed, and what is wrong with it, a sentence a field. Belongs to one request.
 *
 * <p>The field {@code ""} is the form as a whole.
 */
public final class Form {
  private static final int MOST_FIELDS = 64;

  private final Map<String, String> values;
  private final Map<String, String> wrong = new LinkedHashMap<>();

  private Form(Map<String, String> values) {
    this.values = values;
  }

  /** Nothing typed yet. */
  static Form empty() {
    return new Form(new TreeMap<>());
  }

  /**
   * A form as browsers send it.
   *
   * @throws IllegalArgumentException where it cannot be read
   */
  static Form of(String urlencoded) {
    var decoder = new QueryStringDecoder(urlencoded, StandardCharsets.UTF_8, false, MOST_FIELDS);
    var values = new TreeMap<String, String>();
    decoder.parameters().forEach((name, all) -> values.put(name, last(all)));
    return new Form(values);
  }

  private static String last(List<String> all) {
    return all.getLast();
  }

  /** A text without what stands around it; {@code ""} where there is none. */
  public String get(String field) {
    return values.getOrDefault(field, "").strip();
  }

  /** The same, or something else where nothing was typed. */
  public String get(String field, String absent) {
    String text = get(field);
    return text.isEmpty() ? absent : text;
  }

  /** Texts as they were typed, with line feeds at the ends of lines, by what follows a prefix. */
  SortedMap<String, String> texts(String prefix) {
    var texts = new TreeMap<String, String>();
    values.forEach(
        (field, text) -> {
          if (field.startsWith(prefix)) {
            texts.put(field.substring(prefix.length()), text.replace("\r\n", "\n"));
          }
        });
    return texts;
  }

  /** Whether it has this field at all. */
  public boolean has(String field) {
    return values.containsKey(field);
  }

  /** Fills in a field that nobody typed anything into. */
  Form suggest(String field, String text) {
    values.putIfAbsent(field, text);
    return this;
  }

  /** A text of at most so many characters, or null where that is wrong, and said. */
  @Nullable String required(String field, String name, int longest) {
    String text = get(field);
    if (text.isEmpty()) {
      return refuse(field, name + " is missing");
    }
    return bounded(field, name, longest);
  }

  /** The same, where it may be left out: then it is {@code ""}. */
  @Nullable String bounded(String field, String name, int longest) {
    String text = get(field);
    return text.length() > longest
        ? refuse(field, name + " is longer than " + longest + " characters")
        : text;
  }

  /** Says what is wrong with a field. */
  @Nullable String refuse(String field, String sentence) {
    wrong.putIfAbsent(field, sentence);
    return null;
  }

  /** What is wrong with a field, or null. */
  public @Nullable String wrong(String field) {
    return wrong.get(field);
  }

  /** Whether nothing was refused so far. */
  boolean isGood() {
    return wrong.isEmpty();
  }

  /** The revision that the operator looked at, or null. */
  @Nullable Long expected() {
    String text = get("revision");
    return text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
  }
}
