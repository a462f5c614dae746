package dev.figleaf.proxy.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of every admin request before anything else.
 *
 * <p>The Host must be {@code localhost}, an address, or a name that the operator gave: a web page
 * whose name an attacker's DNS turns to 127.0.0.1 would otherwise read this listener through the
 * operator's own browser.
 */
final class AdminGate {
  private final Set<String> names;

  /**
   * @param hosts names under which browsers reach the listener
   */
  AdminGate(Collection<String> hosts) {
    names =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The reason to refuse a request, or null. */
  @Nullable AdminError check(HttpServerRequest request) {
    if (!request.uri().startsWith("/")) {
      return AdminError.BAD_TARGET;
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1 || !isOurs(hosts.get(0))) {
      return AdminError.HOST_REFUSED;
    }
    if (BodyLimit.isRefusedByAll(request)) {
      return AdminError.BODY_REFUSED;
    }
    return isSafe(request) || isOfNoOtherPage(request, hosts.get(0))
        ? null
        : AdminError.ORIGIN_REFUSED;
  }

  private static boolean isSafe(HttpServerRequest request) {
    return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
  }

  /**
   * Whether no page of another origin had a browser send it: browsers tell whose page asks (Fetch
   * §3.2, RFC 6454 §7), other clients tell nothing. Whether there is TLS in front is not known
   * here, so that both schemes are ours.
   */
  private static boolean isOfNoOtherPage(HttpServerRequest request, String host) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return false;
    }
    List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
    return origins.stream()
        .allMatch(
            origin ->
                origin.equalsIgnoreCase("http://" + host)
                    || origin.equalsIgnoreCase("https://" + host));
  }

  /** Whether an authority, with or without a port, is no name that a stranger can own. */
  boolean isOurs(String authority) {
    String host = withoutPort(authority);
    if (host.startsWith("[") && host.endsWith("]")) {
      return NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
    }
    return host.equalsIgnoreCase("localhost")
        || NetUtil.isValidIpV4Address(host)
        || names.contains(host.toLowerCase(Locale.ROOT));
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']') && isNumber(authority.substring(colon + 1));
    return port ? authority.substring(0, colon) : authority;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
