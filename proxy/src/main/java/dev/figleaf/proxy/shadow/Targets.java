package dev.figleaf.proxy.shadow;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts ids that one side gave into the other side's words, where a target carries them. */
final class Targets {
  /** Shorter values of a query are hardly ids, unless their name says so. */
  private static final int SHORTEST = 4;

  // An upstream wrote it: nothing that could end the line of a request passes.
  private static final Pattern PATH = Pattern.compile("/[!-~&&[^#?\\\\]]{0,1024}");

  private Targets() {}

  /** The same text where nothing is known of this client. */
  static String translate(Subject subject, ShadowedRequest request, Role to) {
    if (!subject.hasPairs()) {
      return request.target();
    }
    return subject
        .candidacy()
        .cohorts()
        .known(request.cohortKey())
        .map(pairs -> translate(request.target(), id -> pairs.called(id, to)))
        .orElse(request.target());
  }

  private static String translate(String target, UnaryOperator<String> called) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return path(path, called) + (query < 0 ? "" : "?" + query(target.substring(query + 1), called));
  }

  private static String path(String path, UnaryOperator<String> called) {
    String whole = called.apply(path);
    return !whole.equals(path) && PATH.matcher(whole).matches()
        ? whole
        : Arrays.stream(path.split("/", -1))
            .map(segment -> exchanged(segment, called, false))
            .collect(Collectors.joining("/"));
  }

  private static String query(String query, UnaryOperator<String> called) {
    return Arrays.stream(query.split("&", -1))
        .map(part -> parameter(part, called))
        .collect(Collectors.joining("&"));
  }

  private static String parameter(String part, UnaryOperator<String> called) {
    int equals = part.indexOf('=');
    String value = part.substring(equals + 1);
    boolean isId =
        equals > 0
            && (value.length() >= SHORTEST
                || part.substring(0, equals).toLowerCase(Locale.ROOT).endsWith("id"));
    return isId ? part.substring(0, equals + 1) + exchanged(value, called, true) : part;
  }

  // What is not exchanged stays as it was written.
  private static String exchanged(String coded, UnaryOperator<String> called, boolean isQuery) {
    if (coded.isEmpty()) {
      return coded;
    }
    String plain = decoded(coded, isQuery);
    String other = called.apply(plain);
    return other.equals(plain) ? coded : encoded(other);
  }

  private static String decoded(String coded, boolean isQuery) {
    if (coded.indexOf('%') < 0 && (!isQuery || coded.indexOf('+') < 0)) {
      return coded;
    }
    try {
      String text = isQuery ? coded : coded.replace("+", "%2B");
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return coded;
    }
  }

  private static String encoded(String plain) {
    return URLEncoder.encode(plain, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
