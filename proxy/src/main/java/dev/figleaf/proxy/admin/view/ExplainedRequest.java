package dev.figleaf.proxy.admin.view;

import dev.figleaf.routing.PathNormalizer;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.SimpleRequestHead;
import dev.figleaf.rules.PathSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is typed, with the words of curl.
 *
 * @param authority from the URL, or from the header Host, or localhost
 * @param rawPath before it is normalised
 */
public record ExplainedRequest(
    String method,
    String authority,
    String rawPath,
    @Nullable String rawQuery,
    Map<String, String> headers,
    byte[] client) {

  private static final Pattern URL =
      Pattern.compile("(?:https?://([^/?#]+))?(/[^?#]*)?(?:\\?([^#]*))?");

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException with a sentence for whoever typed it
   */
  public static ExplainedRequest of(
      String method, String url, List<String> headers, List<String> cookies, byte[] client) {
    Matcher parts = URL.matcher(url);
    if (url.isEmpty() || !parts.matches()) {
      throw new IllegalArgumentException(
          '"' + url + "\" is no path and no URL; write one such as /api/items?page=2");
    }
    Map<String, String> all = headers(headers, cookies);
    String host = parts.group(1) == null ? all.getOrDefault("Host", "localhost") : parts.group(1);
    String path = Objects.requireNonNullElse(parts.group(2), "/");
    return new ExplainedRequest(method, host, path, parts.group(3), all, client);
  }

  private static Map<String, String> headers(List<String> lines, List<String> cookies) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException(
            '"' + line + "\" is no header; write 'Name: value' with -H");
      }
      headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    if (!cookies.isEmpty()) {
      headers.merge("Cookie", String.join("; ", cookies), (written, more) -> written + "; " + more);
    }
    return headers;
  }

  /** As routes see it. The path must be one that is not refused. */
  public RequestHead head(PathSpec spec) {
    String path = Objects.requireNonNull(PathNormalizer.normalise(rawPath, spec));
    return new SimpleRequestHead(method, authority, path, rawQuery, headers, client);
  }
}
