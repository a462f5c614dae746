package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a composition, of those of its parts: the strictest wins. {@code
 * docs/aggregation.md} has the rules as a table.
 */
final class CombinedHeaders {
  private static final int LONGEST_AGE = 9;

  private CombinedHeaders() {}

  /**
   * Writes them.
   *
   * @param parts of all calls that were answered, in the order of the file
   * @param partial whether something is missing that should be there
   * @param vary names of headers that chose what the answer is
   */
  static void write(
      List<HeaderList> parts, boolean partial, Collection<String> vary, HeaderList out) {
    List<String> cookies = cookies(parts);
    cookies.forEach(cookie -> out.add(HttpHeaderNames.SET_COOKIE, cookie));
    if (partial) {
      out.add(HttpHeaderNames.CACHE_CONTROL, "no-store");
    } else {
      String control = cacheControl(parts, !cookies.isEmpty());
      out.add(HttpHeaderNames.CACHE_CONTROL, control);
      lastModified(parts, out);
    }
    String varies = vary(parts, vary);
    if (!varies.isEmpty()) {
      out.add(HttpHeaderNames.VARY, varies);
    }
  }

  private static boolean anyHas(List<HeaderList> parts, CharSequence name) {
    for (HeaderList part : parts) {
      if (part.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** RFC 6265 §5.3: name, domain and path say which cookie it is; the later one is kept. */
  private static List<String> cookies(List<HeaderList> parts) {
    if (!anyHas(parts, HttpHeaderNames.SET_COOKIE)) {
      return List.of();
    }
    var cookies = new LinkedHashMap<String, String>();
    for (HeaderList part : parts) {
      for (String cookie : part.all(HttpHeaderNames.SET_COOKIE)) {
        String key = identity(cookie);
        cookies.remove(key);
        cookies.put(key, cookie);
      }
    }
    return List.copyOf(cookies.values());
  }

  private static String identity(String cookie) {
    String[] pieces = cookie.split(";", -1);
    var identity = new StringBuilder(pieces[0].split("=", 2)[0].strip());
    for (String word : List.of("domain=", "path=")) {
      identity.append('\n');
      for (int i = 1; i < pieces.length; i++) {
        String piece = pieces[i].strip();
        if (piece.toLowerCase(Locale.ROOT).startsWith(word)) {
          identity.append(piece.substring(word.length()));
        }
      }
    }
    return identity.toString();
  }

  private static String vary(List<HeaderList> parts, Collection<String> own) {
    if (own.isEmpty() && !anyHas(parts, HttpHeaderNames.VARY)) {
      return "";
    }
    Set<String> names = new LinkedHashSet<>();
    var known = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (HeaderList part : parts) {
      for (String value : part.all(HttpHeaderNames.VARY)) {
        for (String name : value.split(",", -1)) {
          // Parts are asked for without a coding, whatever the client would take.
          if (!name.isBlank() && !name.strip().equalsIgnoreCase("Accept-Encoding")) {
            known.putIfAbsent(name.strip(), name.strip());
          }
        }
      }
    }
    own.forEach(name -> known.putIfAbsent(name, name));
    names.addAll(known.values());
    return names.contains("*") ? "*" : String.join(", ", names);
  }

  private static String cacheControl(List<HeaderList> parts, boolean cookies) {
    if (!cookies && !anyHas(parts, HttpHeaderNames.CACHE_CONTROL)) {
      return "no-cache";
    }
    var all = parts.stream().map(Control::of).toList();
    if (all.isEmpty() || all.stream().anyMatch(control -> control.has("no-store"))) {
      return all.isEmpty() ? "no-cache" : "no-store";
    }
    var words = new ArrayList<String>();
    boolean secret = cookies || all.stream().anyMatch(control -> control.has("private"));
    if (secret) {
      words.add("private");
    } else if (all.stream().allMatch(control -> control.has("public"))) {
      words.add("public");
    }
    Long age = least(all, false);
    if (age == null || all.stream().anyMatch(control -> control.has("no-cache"))) {
      words.add("no-cache");
      return String.join(", ", words);
    }
    words.add("max-age=" + age);
    Long shared = least(all, true);
    if (!secret && shared != null && !shared.equals(age)) {
      words.add("s-maxage=" + shared);
    }
    if (all.stream().anyMatch(control -> control.has("must-revalidate"))) {
      words.add("must-revalidate");
    }
    return String.join(", ", words);
  }

  /** The shortest life of all; null where one says nothing about it. */
  private static @Nullable Long least(List<Control> all, boolean shared) {
    long least = Long.MAX_VALUE;
    for (Control control : all) {
      Long age = control.age(shared);
      if (age == null) {
        return null;
      }
      least = Math.min(least, age);
    }
    return least;
  }

  /** The latest of all, where every part has one (RFC 9110 §8.8.2). */
  private static void lastModified(List<HeaderList> parts, HeaderList out) {
    Date latest = null;
    for (HeaderList part : parts) {
      String text = part.text(HttpHeaderNames.LAST_MODIFIED);
      Date date = text == null ? null : DateFormatter.parseHttpDate(text);
      if (date == null) {
        return;
      }
      latest = latest == null || date.after(latest) ? date : latest;
    }
    if (latest != null) {
      out.add(HttpHeaderNames.LAST_MODIFIED, DateFormatter.format(latest));
    }
  }

  /** Cache-Control and Age of one answer (RFC 9111 §5). */
  private record Control(TreeMap<String, String> directives, long age) {
    static Control of(HeaderList headers) {
      var directives = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      for (String value : headers.all(HttpHeaderNames.CACHE_CONTROL)) {
        for (String directive : value.split(",", -1)) {
          String[] pair = directive.split("=", 2);
          directives.put(pair[0].strip(), pair.length == 1 ? "" : pair[1].strip());
        }
      }
      Long age = seconds(headers.text(HttpHeaderNames.AGE));
      return new Control(directives, age == null ? 0 : age);
    }

    boolean has(String name) {
      return directives.containsKey(name);
    }

    /** How long it lives from now on; null where it does not say, or not in a number. */
    @Nullable Long age(boolean shared) {
      Long own = seconds(directives.get(shared && has("s-maxage") ? "s-maxage" : "max-age"));
      return own == null ? null : Math.max(0, own - age);
    }

    private static @Nullable Long seconds(@Nullable String text) {
      String digits = text == null ? "" : text.replace("\"", "").strip();
      boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
      return number && digits.length() <= LONGEST_AGE ? Long.valueOf(digits) : null;
    }
  }
}
