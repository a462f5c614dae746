package dev.figleaf.proxy.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of a request to the admin listener, an object of JSON. */
final class JsonBody {
  private static final int PATIENCE_SECONDS = 10;

  private JsonBody() {}

  /** Reads the body, which {@link AdminGate} has bounded, and answers what is wrong with it. */
  static void read(RoutingContext context, Consumer<JsonObject> then) {
    context
        .request()
        .body()
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .onComplete(
            body -> take(context, body, then),
            _ -> new Refusal(408, "body-refused", "The body did not come in time.").send(context));
  }

  private static void take(RoutingContext context, Buffer body, Consumer<JsonObject> then) {
    try {
      then.accept(body.toJsonObject());
    } catch (DecodeException | ClassCastException _) {
      Refusal.badParameter("the body is no object of JSON").send(context);
    } catch (Refusal refusal) {
      refusal.send(context);
    }
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
}
