package dev.figleaf.proxy.filter;

import dev.figleaf.routing.Cookies;
import dev.figleaf.routing.Query;
import dev.figleaf.routing.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The head that rules look at, over the request that the proxy holds: nothing is copied before it
 * is asked for.
 */
final class ClientRequestHead implements RequestHead {
  private final HttpServerRequest request;
  private final String host;
  private final String path;
  private final @Nullable String rawQuery;
  private final String client;

  ClientRequestHead(
      HttpServerRequest request,
      String host,
      String path,
      @Nullable String rawQuery,
      String client) {
    this.request = request;
    this.host = host;
    this.path = path;
    this.rawQuery = rawQuery;
    this.client = client;
  }

  @Override
  public String method() {
    return request.method().name();
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
    return request.headers().get(name);
  }

  @Override
  public @Nullable String query(String name) {
    return rawQuery == null ? null : Query.value(rawQuery, name);
  }

  @Override
  public @Nullable String cookie(String name) {
    String cookies = request.headers().get(HttpHeaderNames.COOKIE);
    return cookies == null ? null : Cookies.value(cookies, name);
  }

  @Override
  public byte[] client() {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(client);
    return address == null ? new byte[0] : address;
  }
}
