package dev.figleaf.sample.monolith;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The answers to what cannot be served: JSON under {@code /api}, pages elsewhere. */
final class Refusals {
  private Refusals() {}

  private record Refusal(String error, int status) {}

  static Answer of(HttpError error, @Nullable String path) {
    if (path != null && (path.equals("/api") || path.startsWith("/api/"))) {
      return Answer.json(error.status(), new Refusal(error.reason(), error.status()));
    }
    var body =
        Html.of(
            "<p class=\"lead\">{}</p><p><a href=\"/\">Back to the shop</a></p>", error.reason());
    return Answer.html(
        error.status(), Layout.page(error.status() + " " + reason(error.status()), body));
  }

  /** {@code not found} for 404. */
  static String reason(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase().toLowerCase(Locale.ROOT);
  }
}
