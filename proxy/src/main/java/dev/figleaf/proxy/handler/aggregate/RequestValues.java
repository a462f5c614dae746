package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.routing.Route;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What parts may need of the client's request. */
final class RequestValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Exchange exchange;
  private final Route route;

  RequestValues(Exchange exchange, Route route) {
    this.exchange = exchange;
    this.route = route;
  }

  @Nullable String query(String name) {
    return exchange.head().query(name);
  }

  @Nullable String header(String name) {
    return exchange.head().header(name);
  }

  /** What the route captured, decoded; null where it captures nothing of this name. */
  @Nullable String captured(String name) {
    String raw = route.captured(exchange.outcome().path, name);
    // A plus is no blank in a path.
    return raw == null ? null : QueryStringDecoder.decodeComponent(raw.replace("+", "%2B"));
  }

  /** All parameters, the first of each name. */
  ObjectNode queries() {
    var object = JSON.objectNode();
    String raw = exchange.outcome().rawQuery;
    if (raw != null) {
      new QueryStringDecoder(raw, false)
          .parameters()
          .forEach((name, values) -> object.put(name, values.getFirst()));
    }
    return object;
  }

  /** All headers, their names in lower case. */
  ObjectNode headers() {
    var object = JSON.objectNode();
    HeaderList headers = exchange.client().headers();
    for (int i = 0; i < headers.count(); i++) {
      String name = headers.name(i).toString().toLowerCase(Locale.ROOT);
      String before = object.has(name) ? object.get(name).textValue() + ", " : "";
      object.put(name, before + headers.value(i));
    }
    return object;
  }

  ObjectNode captures() {
    var object = JSON.objectNode();
    route.spec().match().path().captures().forEach(name -> object.put(name, captured(name)));
    return object;
  }
}
