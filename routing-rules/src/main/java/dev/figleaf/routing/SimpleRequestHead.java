package dev.figleaf.routing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request head over plain values: for tests, for explaining, for the tests of rule files. */
public final class SimpleRequestHead implements RequestHead {
  private final String method;
  private final String host;
  private final String path;
  private final @Nullable String rawQuery;
  private final Map<String, String> headers;
  private final byte[] client;

  /**
   * A request head.
   *
   * @param authority a host with or without a port, in any case
   * @param path a normalised path ({@link PathNormalizer})
   * @param headers names in any case; cookies are read out of {@code Cookie}
   * @param client 4 or 16 bytes in network order
   */
  public SimpleRequestHead(
      String method,
      String authority,
      String path,
      @Nullable String rawQuery,
      Map<String, String> headers,
      byte[] client) {
    this.method = method;
    this.host = host(authority);
    this.path = path;
    this.rawQuery = rawQuery;
    this.headers = new HashMap<>();
    headers.forEach((name, value) -> this.headers.putIfAbsent(lowerCase(name), value));
    this.client = client.clone();
  }

  /** A GET without headers from 127.0.0.1 to localhost. */
  public static SimpleRequestHead get(String path) {
    return new SimpleRequestHead(
        "GET", "localhost", path, null, Map.of(), new byte[] {127, 0, 0, 1});
  }

  // The colons of an IPv6 literal stand in brackets (RFC 3986 §3.2.2).
  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']');
    return lowerCase(port ? authority.substring(0, colon) : authority);
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String rawQuery() {
    return rawQuery;
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(lowerCase(name));
  }

  @Override
  public @Nullable String query(String name) {
    return rawQuery == null ? null : Query.value(rawQuery, name);
  }

  @Override
  public @Nullable String cookie(String name) {
    String header = headers.get("cookie");
    return header == null ? null : Cookies.value(header, name);
  }

  @Override
  public byte[] client() {
    return client.clone();
  }
}
