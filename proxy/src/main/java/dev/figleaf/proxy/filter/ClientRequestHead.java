package dev.figleaf.proxy.filter;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.routing.Cookies;
import dev.figleaf.routing.Query;
import dev.figleaf.routing.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The head that rules look at, over the request that the proxy holds: nothing is copied before it
 * is asked for.
 */
final class ClientRequestHead implements RequestHead {
  private final ClientStream client;
  private final String host;
  private final String path;
  private final @Nullable String rawQuery;
  private final String address;

  ClientRequestHead(
      ClientStream client, String host, String path, @Nullable String rawQuery, String address) {
    this.client = client;
    this.host = host;
    this.path = path;
    this.rawQuery = rawQuery;
    this.address = address;
  }

  @Override
  public String method() {
    return client.method().name();
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
    return client.headers().text(name);
  }

  @Override
  public @Nullable String query(String name) {
    return rawQuery == null ? null : Query.value(rawQuery, name);
  }

  @Override
  public @Nullable String cookie(String name) {
    String cookies = client.headers().text(HttpHeaderNames.COOKIE);
    return cookies == null ? null : Cookies.value(cookies, name);
  }

  @Override
  public byte[] client() {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes == null ? new byte[0] : bytes;
  }
}
