package dev.figleaf.proxy.handler;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.routing.Query;
import dev.figleaf.routing.Route;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What expressions and paths may need of the client's request. */
public final class RequestValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Route route;
  private final Outcome outcome;
  private final HeaderList headers;

  /**
   * @param outcome has the path and the query, as the client knows them
   */
  public RequestValues(Route route, Outcome outcome, HeaderList headers) {
    this.route = route;
    this.outcome = outcome;
    this.headers = headers;
  }

  public @Nullable String query(String name) {
    return outcome.rawQuery == null ? null : Query.value(outcome.rawQuery, name);
  }

  public @Nullable String header(String name) {
    return headers.text(name);
  }

  /** What the route captured, decoded; null where it captures nothing of this name. */
  public @Nullable String captured(String name) {
    String raw = route.captured(outcome.path, name);
    // A plus is no blank in a path.
    return raw == null ? null : QueryStringDecoder.decodeComponent(raw.replace("+", "%2B"));
  }

  /** All parameters, the first of each name. */
  public ObjectNode queries() {
    var object = JSON.objectNode();
    String raw = outcome.rawQuery;
    if (raw != null) {
      new QueryStringDecoder(raw, false)
          .parameters()
          .forEach((name, values) -> object.put(name, values.getFirst()));
    }
    return object;
  }

  /** All headers, their names in lower case. */
  public ObjectNode headers() {
    var object = JSON.objectNode();
    for (int i = 0; i < headers.count(); i++) {
      String name = headers.name(i).toString().toLowerCase(Locale.ROOT);
      String before = object.has(name) ? object.get(name).textValue() + ", " : "";
      object.put(name, before + headers.value(i));
    }
    return object;
  }

  /** All that the route captured, decoded. */
  public ObjectNode captures() {
    var object = JSON.objectNode();
    route.spec().match().path().captures().forEach(name -> object.put(name, captured(name)));
    return object;
  }
}
