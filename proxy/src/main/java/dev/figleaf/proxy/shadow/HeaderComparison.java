package dev.figleaf.proxy.shadow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the headers of two answers that clients act on. Immutable, safe to share.
 *
 * <p>Everything else (dates, servers, connections, lengths) says how an answer was made, and not
 * what it is.
 */
final class HeaderComparison {
  /** How one header is compared. */
  private enum Way {
    /** Its values as they are. */
    VALUE,
    /** Its media type and charset. */
    MEDIA_TYPE,
    /** Its comma-separated words, in any order and case. */
    WORDS,
    /** Whether it is there. */
    PRESENCE
  }

  private static final String SET_COOKIE = "set-cookie";
  private static final Map<String, Way> USUAL = usual();

  private final Map<String, Way> ways;
  private final Map<String, Shaping> shapings;
  private final Set<String> ignoredCookies;

  /**
   * @param more headers beside the usual ones
   * @param shapings what rules say, by name in lower case
   */
  HeaderComparison(List<String> more, Map<String, Shaping> shapings, Set<String> ignoredCookies) {
    var all = new TreeMap<String, Way>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(USUAL);
    more.forEach(name -> all.put(name.toLowerCase(Locale.ROOT), Way.VALUE));
    all.keySet().removeIf(name -> shapings.get(name) instanceof Shaping.Ignore);
    this.ways = all;
    this.shapings = Map.copyOf(shapings);
    this.ignoredCookies = Set.copyOf(ignoredCookies);
  }

  private static Map<String, Way> usual() {
    var usual = new LinkedHashMap<String, Way>();
    usual.put("content-type", Way.MEDIA_TYPE);
    usual.put("location", Way.VALUE);
    usual.put("content-disposition", Way.VALUE);
    usual.put("content-language", Way.WORDS);
    usual.put("www-authenticate", Way.VALUE);
    usual.put("access-control-allow-origin", Way.VALUE);
    usual.put("cache-control", Way.WORDS);
    usual.put("vary", Way.WORDS);
    usual.put("allow", Way.WORDS);
    usual.put("etag", Way.PRESENCE);
    usual.put("last-modified", Way.PRESENCE);
    usual.put("retry-after", Way.PRESENCE);
    return usual;
  }

  void compare(
      List<HeaderField> control, List<HeaderField> candidate, Pairs pairs, Differences found) {
    List<HeaderField> left = compared(control);
    List<HeaderField> right = compared(candidate);
    if (left.equals(right)) {
      return; // as most are, and this needs no reading
    }
    ways.forEach((name, way) -> header(name, way, left, right, pairs, found));
    if (!(shapings.get(SET_COOKIE) instanceof Shaping.Ignore)) {
      cookies(cookies(left), cookies(right), found);
    }
  }

  private List<HeaderField> compared(List<HeaderField> all) {
    var compared = new ArrayList<HeaderField>(all.size());
    for (HeaderField field : all) {
      if (ways.containsKey(field.name()) || field.name().equalsIgnoreCase(SET_COOKIE)) {
        compared.add(field);
      }
    }
    return compared;
  }

  private void header(
      String name,
      Way way,
      List<HeaderField> control,
      List<HeaderField> candidate,
      Pairs pairs,
      Differences found) {
    Seen left = seen(control, name);
    Seen right = seen(candidate, name);
    if (!normal(left, way).equals(normal(right, way)) && !isAllowed(name, left, right, pairs)) {
      found.add(new Difference.Header("header:" + name, left, right));
    }
  }

  private static Seen seen(List<HeaderField> fields, String name) {
    List<String> values = HeaderField.values(fields, name);
    return values.isEmpty() ? Seen.ABSENT : Seen.text(String.join(", ", values));
  }

  private static Object normal(Seen value, Way way) {
    if (value.kind() == Seen.Kind.ABSENT) {
      return "";
    }
    return switch (way) {
      case VALUE -> value;
      case MEDIA_TYPE -> MediaType.parse(value.text());
      case PRESENCE -> "there";
      case WORDS ->
          List.of(value.text().toLowerCase(Locale.ROOT).split(",")).stream()
              .map(String::strip)
              .collect(Collectors.toCollection(TreeSet::new));
    };
  }

  private boolean isAllowed(String name, Seen control, Seen candidate, Pairs pairs) {
    return switch (shapings.get(name)) {
      case null -> false;
      case Shaping.Ignore _ -> true;
      case Shaping.Sort _ -> false;
      case Shaping.Tolerate(var by) -> Leniency.isWithin(by, control, candidate);
      case Shaping.Pair _ -> pairs.belong("header:" + name, control, candidate);
    };
  }

  private static Map<String, SetCookie> cookies(List<HeaderField> fields) {
    var cookies = new TreeMap<String, SetCookie>();
    HeaderField.values(fields, SET_COOKIE).stream()
        .map(SetCookie::parse)
        .forEach(cookie -> cookies.put(cookie.name(), cookie));
    return cookies;
  }

  private void cookies(
      Map<String, SetCookie> control, Map<String, SetCookie> candidate, Differences found) {
    var names = new LinkedHashSet<>(control.keySet());
    names.addAll(candidate.keySet());
    names.removeAll(ignoredCookies);
    for (String name : names) {
      Seen left = seen(control.get(name));
      Seen right = seen(candidate.get(name));
      if (!left.equals(right)) {
        found.add(new Difference.Header("cookie:" + name, left, right));
      }
    }
  }

  private static Seen seen(@Nullable SetCookie cookie) {
    return cookie == null ? Seen.ABSENT : Seen.text(cookie.shown());
  }
}
