package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.rules.RewriteSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What in a response names the upstream, made to name what the client sees.
 *
 * <p>{@code Location}, {@code Content-Location} and {@code Refresh} get the client's scheme and
 * host where they name an endpoint; with a prefix rewrite, paths get back the prefix that was taken
 * off. Cookies lose a {@code Domain} that is the upstream's, get their {@code Path} back, and lose
 * {@code Secure} where the client came over plain HTTP and would never send it again. A path
 * template cannot be turned around and is left alone.
 *
 * @param stripped the prefix taken off on the way in, without its last slash, or empty
 * @param added the prefix put on instead, without its last slash, or empty
 */
public record ResponseRewriter(String stripped, String added) {

  /** The two sides of one exchange. */
  record Sides(
      Upstream upstream,
      @Nullable String sentHost,
      String clientScheme,
      @Nullable String clientHost) {

    /** Those of a request that was sent to an endpoint. */
    static Sides of(ForwardPlan plan, Endpoint endpoint, ClientStream client, ClientFacts facts) {
      String proto = client.headers().text("X-Forwarded-Proto");
      return new Sides(
          plan.upstream(), plan.host(endpoint, facts), facts.seenScheme(proto), facts.host());
    }
  }

  static ResponseRewriter of(@Nullable RewriteSpec rewrite) {
    if (rewrite == null || rewrite.path() != null) {
      return new ResponseRewriter("", "");
    }
    return new ResponseRewriter(prefix(rewrite.stripPrefix()), prefix(rewrite.addPrefix()));
  }

  private static String prefix(@Nullable String text) {
    return text == null ? "" : text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** A {@code Location} or {@code Content-Location}. */
  String location(String value, Sides sides) {
    if (value.startsWith("/") && !value.startsWith("//")) {
      return path(value);
    }
    int authority = value.indexOf("//") + 2;
    if (authority < 2 || !hasSchemeBefore(value, authority - 2)) {
      return value;
    }
    int end = endOfAuthority(value, authority);
    if (sides.clientHost() == null || !isUpstream(value.substring(authority, end), sides)) {
      return value;
    }
    return sides.clientScheme() + "://" + sides.clientHost() + path(value.substring(end));
  }

  /** {@code Refresh: 5; url=http://…}, as browsers read it. */
  String refresh(String value, Sides sides) {
    int url = value.toLowerCase(Locale.ROOT).indexOf("url=");
    if (url < 0) {
      return value;
    }
    int start = url + 4;
    return value.substring(0, start) + location(value.substring(start), sides);
  }

  private static boolean hasSchemeBefore(String value, int slashes) {
    return slashes == 0 || isScheme("http:", value, slashes) || isScheme("https:", value, slashes);
  }

  /** RFC 3986 §3.1: in whatever case. */
  private static boolean isScheme(String scheme, String value, int slashes) {
    return slashes == scheme.length() && value.regionMatches(true, 0, scheme, 0, slashes);
  }

  private static int endOfAuthority(String value, int from) {
    int end = from;
    while (end < value.length() && "/?#".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static boolean isUpstream(String authority, Sides sides) {
    if (authority.equalsIgnoreCase(sides.clientHost())) {
      return false;
    }
    if (authority.equalsIgnoreCase(sides.sentHost())) {
      return true;
    }
    return sides.upstream().endpoints().stream()
        .anyMatch(endpoint -> sameAuthority(authority, endpoint));
  }

  private static boolean sameAuthority(String authority, Endpoint endpoint) {
    String port = endpoint.isTls() ? ":443" : ":80";
    boolean hasPort = endpoint.uri().getPort() >= 0;
    return authority.equalsIgnoreCase(endpoint.authority())
        || (!hasPort && authority.equalsIgnoreCase(endpoint.authority() + port))
        || (authority + port).equalsIgnoreCase(endpoint.authority());
  }

  /** The path that the client knows for a path that the upstream said. */
  private String path(String upstreamPath) {
    if (stripped.isEmpty() && added.isEmpty()) {
      return upstreamPath;
    }
    if (!startsWithPrefix(upstreamPath, added)) {
      return upstreamPath;
    }
    return stripped + upstreamPath.substring(added.length());
  }

  private static boolean startsWithPrefix(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || "/?#".indexOf(path.charAt(prefix.length())) >= 0);
  }

  /** A {@code Set-Cookie} (RFC 6265 §5.2). */
  String setCookie(String value, Sides sides) {
    boolean plainAgain =
        sides.clientScheme().equals("http")
            && sides.upstream().endpoints().stream().anyMatch(Endpoint::isTls);
    if (!plainAgain && stripped.isEmpty() && added.isEmpty() && !mentionsDomain(value)) {
      return value;
    }
    String[] parts = value.split(";", -1);
    // First come name and value, whatever the name is.
    var rewritten = new StringBuilder(value.length()).append(parts[0].strip());
    for (int i = 1; i < parts.length; i++) {
      String kept = attribute(parts[i].strip(), sides, plainAgain);
      if (kept != null) {
        rewritten.append("; ").append(kept);
      }
    }
    return rewritten.toString();
  }

  private static boolean mentionsDomain(String value) {
    return value.toLowerCase(Locale.ROOT).contains("domain");
  }

  private @Nullable String attribute(String attribute, Sides sides, boolean dropSecure) {
    String lower = attribute.toLowerCase(Locale.ROOT);
    if (lower.startsWith("domain=") && isUpstreamDomain(lower.substring(7), sides)) {
      return null;
    }
    if (lower.startsWith("path=/")) {
      return attribute.substring(0, 5) + cookiePath(attribute.substring(5));
    }
    return dropSecure && lower.equals("secure") ? null : attribute;
  }

  /** A cookie for the whole upstream is for the whole prefix, and for no more. */
  private String cookiePath(String path) {
    if (path.equals("/") && added.isEmpty()) {
      return stripped.isEmpty() ? "/" : stripped;
    }
    return path(path);
  }

  private static boolean isUpstreamDomain(String domain, Sides sides) {
    String name = domain.startsWith(".") ? domain.substring(1) : domain;
    return sides.upstream().endpoints().stream()
        .anyMatch(endpoint -> name.equalsIgnoreCase(endpoint.uri().getHost()));
  }
}
