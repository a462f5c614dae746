package dev.figleaf.proxy.admin.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All files that pages refer to, in memory. Never changes; safe to share. */
public final class Assets {
  private static final String WEBJARS = "/META-INF/resources/webjars/";

  /** In a fixed order, so that the index is the same each time. */
  private static final List<Map.Entry<String, String>> FILES =
      List.of(
          Map.entry("pico.css", WEBJARS + "picocss__pico/2.1.1/css/pico.min.css"),
          Map.entry("uplot.css", WEBJARS + "uplot/1.6.30/dist/uPlot.min.css"),
          Map.entry("desk.css", "desk.css"),
          Map.entry("htmx.js", WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js"),
          Map.entry("sse.js", WEBJARS + "htmx-ext-sse/2.2.2/sse.js"),
          Map.entry("uplot.js", WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js"),
          Map.entry("desk.js", "desk.js"),
          Map.entry("leaf.svg", "leaf.svg"));

  private final Map<String, Asset> byName = new LinkedHashMap<>();

  Assets() {
    FILES.forEach(file -> byName.put(file.getKey(), Asset.read(file.getKey(), file.getValue())));
  }

  /** Where browsers find a file. */
  public String at(String name) {
    Asset asset = byName.get(name);
    if (asset == null) {
      throw new IllegalArgumentException(name);
    }
    return asset.path();
  }

  Collection<Asset> all() {
    return byName.values();
  }

  /** Sends one; browsers may keep it for good, since its name says what is in it. */
  static void send(RoutingContext context, Asset asset) {
    context
        .response()
        .putHeader(HttpHeaderNames.CONTENT_TYPE, asset.mediaType())
        .putHeader(HttpHeaderNames.CACHE_CONTROL, "max-age=31536000, immutable")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(asset.content().length()));
    if (context.request().method() == HttpMethod.HEAD) {
      context.response().end();
    } else {
      context.response().end(asset.content());
    }
  }
}
