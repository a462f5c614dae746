package dev.figleaf.sample.catalog;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The answers to what cannot be served: the monolith's under {@code /api}, RFC 9457 elsewhere. */
final class Refusals {
  private Refusals() {}

  private record Refusal(String error, int status) {}

  private record Problem(String type, String title, int status, String detail) {}

  static Answer of(HttpError error, @Nullable String path) {
    if (path != null && (path.equals("/api") || path.startsWith("/api/"))) {
      return Answer.json(error.status(), new Refusal(error.reason(), error.status()));
    }
    var title = HttpResponseStatus.valueOf(error.status()).reasonPhrase();
    Buffer problem = Json.write(new Problem("about:blank", title, error.status(), error.reason()));
    return Answer.of(error.status(), "application/problem+json", problem);
  }

  /** {@code not found} for 404. */
  static String reason(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase().toLowerCase(Locale.ROOT);
  }
}
