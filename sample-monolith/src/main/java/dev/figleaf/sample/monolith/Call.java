package dev.figleaf.sample.monolith;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a handler may know of a request.
 *
 * <p>Taken on the event loop, read on any thread.
 *
 * @param origin scheme and authority as the client named them, the start of every absolute URL
 * @param segments what the route captured of the path
 * @param session the session cookie's value
 */
record Call(
    String origin,
    String path,
    Map<String, String> segments,
    MultiMap query,
    MultiMap headers,
    MultiMap form,
    Optional<String> session,
    Buffer body) {

  private static final Pattern AUTHORITY =
      Pattern.compile("[\\w.\\-]+(:\\d{1,5})?|\\[[\\da-fA-F:.]+](:\\d{1,5})?");

  static Call of(RoutingContext context) {
    var request = context.request();
    var body = context.body().buffer();
    return new Call(
        origin(request),
        context.normalizedPath(),
        Map.copyOf(context.pathParams()),
        context.queryParams(),
        request.headers(),
        request.formAttributes(),
        Optional.ofNullable(request.getCookie(Sessions.COOKIE)).map(Cookie::getValue),
        body == null ? Buffer.buffer() : body);
  }

  private static String origin(HttpServerRequest request) {
    var host = request.getHeader("Host");
    var known = host != null && AUTHORITY.matcher(host).matches();
    return "http://" + (known ? host : request.localAddress().toString());
  }

  /** A captured segment of the path. */
  String segment(String name) {
    return Optional.ofNullable(segments.get(name)).orElseThrow(HttpError::notFound);
  }

  /** A query parameter, trimmed; empty when it is absent. */
  String text(String name) {
    return Optional.ofNullable(query.get(name)).orElse("").strip();
  }

  /** A field of a form; empty when it is absent. */
  String field(String name) {
    return Optional.ofNullable(form.get(name)).orElse("");
  }

  /** A whole number from the query; a 400 when it is none or out of bounds. */
  int number(String name, int otherwise, int least, int most) {
    var text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("\\d{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw HttpError.badRequest(name + " must be a number from " + least + " to " + most);
    }
    return Integer.parseInt(text);
  }
}
