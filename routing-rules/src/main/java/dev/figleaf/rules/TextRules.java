package dev.figleaf.rules;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The readers of {@link TextKind}: each gives the text, or throws a sentence for the operator. */
final class TextRules {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "upgrade");
  private static final Set<String> RESERVED =
      Set.of("query", "header", "each", "claim", "claims", "captures", "request", "rest", "_parts");
  private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

  private TextRules() {}

  static String name(String text) {
    require(
        text.matches("[a-z0-9][a-z0-9._-]{0,62}"),
        Quoted.of(text)
            + " is not a name; write up to 63 of a-z, 0-9, - _ and ., beginning with a letter or a"
            + " digit");
    return text;
  }

  static String label(String text) {
    require(!text.isBlank(), "is blank; write a short text, or leave it out");
    require(text.length() <= 200, "is longer than 200 characters");
    require(
        text.codePoints().noneMatch(Character::isISOControl),
        Quoted.of(text) + " has a control character");
    return text;
  }

  static String headerName(String text) {
    require(Tokens.isToken(text), Quoted.of(text) + " cannot be the name of a header");
    return text;
  }

  static String settable(String text) {
    String name = headerName(text).toLowerCase(Locale.ROOT);
    require(
        !name.equals("host"), "the Host is changed with rewrite: { host: … } or on the upstream");
    require(
        !FRAMING.contains(name), text + " follows from the body; Figleaf itself takes care of it");
    require(
        !HOP_BY_HOP.contains(name),
        text + " belongs to one connection; Figleaf itself takes care of it");
    return text;
  }

  static String status(String text) {
    return StatusClass.parse(text).toString();
  }

  static String headerValue(String text) {
    require(
        text.indexOf('\r') < 0 && text.indexOf('\n') < 0,
        "the value of a header has a line break, which would begin a header of its own");
    require(
        text.chars().noneMatch(c -> c != '\t' && (c < ' ' || c == 127)),
        "the value of a header has a control character");
    require(
        text.chars().allMatch(c -> c < 128),
        "the value of a header has a character outside of ASCII; percent-encode it");
    return text;
  }

  static String cookieName(String text) {
    require(Tokens.isToken(text), Quoted.of(text) + " cannot be the name of a cookie");
    return text;
  }

  static String parameter(String text) {
    require(!text.isEmpty(), "the name of a query parameter is empty");
    return text;
  }

  static String method(String text) {
    require(Tokens.isToken(text), Quoted.of(text) + " is not a method; write GET, POST, …");
    String upper = text.toUpperCase(Locale.ROOT);
    require(text.equals(upper), Quoted.of(text) + " is not in upper case; write " + upper);
    require(
        !text.equals("TRACE") && !text.equals("CONNECT"),
        text + " never reaches a route; Figleaf refuses it at the door");
    return text;
  }

  static String upstreamUrl(String text) {
    URI url = url(text);
    @Nullable String scheme = url.getScheme();
    require(
        "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme),
        Quoted.of(text)
            + " is not the address of an upstream; write http://host:port or https://host:port");
    require(
        url.getRawUserInfo() == null && text.indexOf('@') < 0,
        "has a user or password, which an address of an upstream cannot have; set an"
            + " Authorization header on the route");
    require(
        url.getRawQuery() == null && url.getRawFragment() == null,
        Quoted.of(text) + " has a query or fragment; write only scheme, host and port");
    require(
        url.getRawPath() == null || url.getRawPath().isEmpty() || url.getRawPath().equals("/"),
        Quoted.of(text) + " has a path; write rewrite: { add-prefix: … } on the route instead");
    require(
        url.getHost() != null && url.getPort() != 0 && url.getPort() <= 65_535,
        Quoted.of(text)
            + " has no valid host and port; hosts are letters, digits, - and ., ports 1 to 65535");
    return scheme(url) + "://" + authority(url);
  }

  private static URI url(String text) {
    try {
      require(
          text.contains("://") || text.matches("https?\\W.*"),
          Quoted.of(text) + " has no scheme; write " + Quoted.of("http://" + text));
      return new URI(text);
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException(
          Quoted.of(text.replaceAll("//.*@", "//…@"))
              + " is not an address; write http://host:port or https://host:port");
    }
  }

  private static String scheme(URI url) {
    return url.getScheme().toLowerCase(Locale.ROOT);
  }

  private static String authority(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return url.getPort() < 0 ? host : host + ":" + url.getPort();
  }

  static String pathPrefix(String text) {
    PathPattern pattern = PathPattern.parse(text);
    require(
        !pattern.rest()
            && pattern.segments().stream().allMatch(PathPattern.Segment.Literal.class::isInstance),
        Quoted.of(text) + " is not a plain path; a prefix has no *, ** or {captures}");
    require(
        !text.endsWith("/"),
        Quoted.of(text) + " ends in a slash; leave it out, prefixes end there");
    return pattern.toString();
  }

  static String pathTemplate(String text) {
    require(text.startsWith("/"), Quoted.of(text) + " does not begin with /");
    require(
        text.indexOf('?') < 0 && text.indexOf('#') < 0,
        Quoted.of(text) + " has a ? or #; the query is kept as the client sent it");
    return template(text);
  }

  static String redirectTarget(String text) {
    boolean absolute = text.matches("(?i)https?://.*");
    require(
        absolute || text.startsWith("/") && !text.startsWith("//"),
        Quoted.of(text) + " is not where a client can be sent; write /path or https://host/path");
    require(
        !text.matches("(?i)https?://[^/?#]*\\{.*"),
        "a capture cannot choose the host of a redirect: any client could send others anywhere");
    return template(text);
  }

  static String requestTarget(String text) {
    require(text.startsWith("/"), Quoted.of(text) + " does not begin with /");
    require(text.indexOf('#') < 0, Quoted.of(text) + " has a #, which clients never send");
    return visible(text);
  }

  private static String template(String text) {
    require(
        Templates.isWhole(text),
        Quoted.of(text) + " has a brace that belongs to no {capture}; write %7B or %7D for braces");
    return visible(text);
  }

  private static String visible(String text) {
    require(
        text.chars().allMatch(c -> c > ' ' && c < 127),
        Quoted.of(text) + " has a space or a character outside of ASCII; percent-encode it");
    return text;
  }

  static String field(String text) {
    return FieldPath.parse(text).toString();
  }

  static String partName(String text) {
    require(
        text.matches("[A-Za-z_][A-Za-z0-9_]{0,62}"),
        Quoted.of(text)
            + " is not a name; write up to 63 letters, digits and _, beginning with no digit");
    require(
        !RESERVED.contains(text), text + " is a word of its own in {templates}; choose another");
    return text;
  }

  static String member(String text) {
    require(
        text.matches("[^.\\s]+(\\.[^.\\s]+){0,19}"),
        Quoted.of(text) + " names no member; write name, or address.city for one inside");
    return text;
  }

  static String address(String text) {
    require(
        text.indexOf('/') < 0, Quoted.of(text) + " is a network; write one address of a client");
    return Cidr.parse(text).toString();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
