package dev.figleaf.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of a request to the admin listener: an object of JSON, or a form read as one. */
final class Body {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_FIELDS = 32;

  private Body() {}

  /** Reads the body, which {@link BodyLimit} has bounded, and answers what is wrong with it. */
  static void read(RoutingContext context, Consumer<JsonObject> then) {
    read(context, PATIENCE, then);
  }

  /**
   * The same.
   *
   * @param patience how long all of it may take to come
   */
  static void read(RoutingContext context, Duration patience, Consumer<JsonObject> then) {
    HttpServerRequest request = context.request();
    request
        .body()
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(body -> take(context, body, then), _ -> late(context));
  }

  private static void late(RoutingContext context) {
    context.response().putHeader(HttpHeaderNames.CONNECTION, "close");
    new Refusal(408, "body-refused", "The body did not come in time.").send(context);
  }

  /** Reads it where there is one; otherwise takes the query for it. */
  static void orQuery(RoutingContext context, Consumer<JsonObject> then) {
    if (BodyLimit.announces(context.request())) {
      read(context, then);
    } else {
      var body = new JsonObject();
      context.queryParams().forEach(body::put);
      take(context, body.toBuffer(), then);
    }
  }

  private static void take(RoutingContext context, Buffer body, Consumer<JsonObject> then) {
    try {
      boolean form = BodyLimit.type(context.request()).equals(BodyLimit.FORM_TYPE);
      then.accept(form ? form(body.toString()) : body.toJsonObject());
    } catch (DecodeException | ClassCastException _) {
      Refusal.badParameter("the body is no object of JSON").send(context);
    } catch (Refusal refusal) {
      refusal.send(context);
    }
  }

  private static JsonObject form(String text) {
    var fields = new JsonObject();
    try {
      new QueryStringDecoder(text, UTF_8, false, MOST_FIELDS)
          .parameters()
          .forEach((name, values) -> fields.put(name, values.getFirst()));
    } catch (IllegalArgumentException _) {
      throw Refusal.badParameter("the body is no form");
    }
    return fields;
  }

  /** A text of it; null where there is none. */
  static @Nullable String text(JsonObject body, String name) {
    Object value = body.getValue(name);
    if (value == null && !body.containsKey(name)) {
      return null;
    }
    if (!(value instanceof String text) || text.isBlank()) {
      throw Refusal.badParameter(name + " is no text");
    }
    return text;
  }

  /** A text of at most so many characters; null where there is none, or an empty one. */
  static @Nullable String text(JsonObject body, String name, int longest) {
    Object value = body.getValue(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)) {
      throw Refusal.badParameter(name + " is no text");
    }
    if (text.length() > longest) {
      throw Refusal.badParameter(name + " is longer than " + longest + " characters");
    }
    return text.isBlank() ? null : text.strip();
  }

  /** A text that has to be there. */
  static String required(JsonObject body, String name, int longest) {
    String text = text(body, name, longest);
    if (text == null) {
      throw Refusal.badParameter(name + " is missing");
    }
    return text;
  }

  /** Refuses members that nobody reads: one that is misspelt must not be passed over. */
  static void onlyKnows(JsonObject body, Set<String> known) {
    if (!known.containsAll(body.fieldNames())) {
      throw Refusal.badParameter(
          "known are " + String.join(", ", known.stream().sorted().toList()));
    }
  }
}
