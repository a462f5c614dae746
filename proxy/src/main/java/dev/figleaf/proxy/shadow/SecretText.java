package dev.figleaf.proxy.shadow;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes secrets out of texts: known ones, and what looks like one. Immutable, safe to share. */
final class SecretText {
  static final SecretText NONE = new SecretText(List.of());

  private static final int SHORTEST = 6;
  private static final int SHORTEST_CUT = 4;
  private static final int MOST = 64;
  private static final Set<String> TELLING =
      Set.of(
          "password",
          "passwd",
          "pwd",
          "secret",
          "clientsecret",
          "token",
          "accesstoken",
          "refreshtoken",
          "idtoken",
          "sessionid",
          "apikey",
          "authorization",
          "privatekey",
          "cvv",
          "cardnumber");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)\\b((?:access[_-]?|refresh[_-]?|id[_-]?)?token|passw(?:or)?d|pwd|(?:client[_-]?)?secret"
              + "|api[_-]?key|session[_-]?id)(\"?\\s{0,3}[=:]\\s{0,3}\"?)[^&\\s\"',;<}]{1,4096}");
  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic)\\s{1,3}[A-Za-z0-9._~+/=-]{10,4096}");
  private static final Pattern JWT =
      Pattern.compile("eyJ[A-Za-z0-9_-]{5,4096}\\.[A-Za-z0-9_-]{5,4096}\\.?[A-Za-z0-9_-]{0,4096}");

  private final List<String> secrets;

  private SecretText(List<String> secrets) {
    this.secrets = secrets;
  }

  static SecretText of(List<String> secrets) {
    return new SecretText(
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .limit(MOST)
            .toList());
  }

  /** The pieces of a credential that an answer could repeat. */
  static List<String> secretsOf(String header) {
    var pieces = new ArrayList<String>();
    pieces.add(header);
    for (String part : header.split("[;, ]+")) {
      pieces.add(part);
      String value = part.substring(part.indexOf('=') + 1);
      pieces.add(value);
      decoded(value).ifPresent(pieces::add);
    }
    if (header.regionMatches(true, 0, "basic ", 0, 6)) {
      pieces.addAll(userAndPassword(header.substring(6).strip()));
    }
    return pieces;
  }

  /** What stands under telling names in a query, as it is written and as it is meant. */
  static List<String> secretsOfTarget(String target) {
    var pieces = new ArrayList<String>();
    int query = target.indexOf('?');
    for (String part : query < 0 ? new String[0] : target.substring(query + 1).split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0 && isTelling(part.substring(0, equals))) {
        String value = part.substring(equals + 1);
        pieces.add(value);
        decoded(value).ifPresent(pieces::add);
      }
    }
    return pieces;
  }

  // RFC 7617: what is sent in base 64 may come back in plain words.
  private static List<String> userAndPassword(String coded) {
    try {
      String plain = new String(Base64.getDecoder().decode(coded), StandardCharsets.UTF_8);
      return List.of(plain, plain.substring(plain.indexOf(':') + 1));
    } catch (IllegalArgumentException _) {
      return List.of();
    }
  }

  private static Optional<String> decoded(String value) {
    if (value.indexOf('%') < 0 && value.indexOf('+') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether a name says that its value is a secret. */
  static boolean isTelling(String name) {
    return name.length() < 40
        && TELLING.contains(name.replaceAll("[-_ .]", "").toLowerCase(Locale.ROOT));
  }

  String clean(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = withoutCut(clean.replace(secret, Redactor.REDACTED), secret);
    }
    clean = JWT.matcher(clean).replaceAll(Redactor.REDACTED);
    clean = BEARER.matcher(clean).replaceAll("$1 " + Redactor.REDACTED);
    return NAMED.matcher(clean).replaceAll("$1$2" + Redactor.REDACTED);
  }

  // A text that was cut may end in the beginning of a secret.
  private static String withoutCut(String text, String secret) {
    for (int kept = Math.min(secret.length() - 1, text.length()); kept >= SHORTEST_CUT; kept--) {
      if (text.regionMatches(text.length() - kept, secret, 0, kept)) {
        return text.substring(0, text.length() - kept) + Redactor.REDACTED;
      }
    }
    return text;
  }
}
