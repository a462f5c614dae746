package dev.figleaf.proxy.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;

/** What may be sent with a request. */
enum BodyLimit {
  /** Nothing. */
  NONE(0, Set.of()),
  /** A small object of JSON. */
  JSON(16 * 1024, Set.of(Answer.JSON)),
  /** Rule files, as JSON. */
  RULES(4 * 1024 * 1024, Set.of(Answer.JSON)),
  /** Rule files, as a form of a page of our own sends them. */
  RULES_FORM(4 * 1024 * 1024, Set.of(BodyLimit.FORM_TYPE)),
  /** What a form of a page of our own sends, or a script in its place. */
  FORM(16 * 1024, Set.of(Answer.JSON, BodyLimit.FORM_TYPE));

  static final String FORM_TYPE = "application/x-www-form-urlencoded";

  private final int most;
  private final Set<String> types;

  BodyLimit(int most, Set<String> types) {
    this.most = most;
    this.types = types;
  }

  /** Whether a request may be read: it has no body, or one that fits. */
  boolean allows(HttpServerRequest request) {
    return !announces(request) || fits(request);
  }

  private boolean fits(HttpServerRequest request) {
    long length = length(request);
    return length >= 0 && length <= most && types.contains(type(request)) && isOurForm(request);
  }

  /** A form needs no leave to be sent from anywhere: browsers must say that it is from here. */
  private static boolean isOurForm(HttpServerRequest request) {
    return !type(request).equals(FORM_TYPE)
        || request.headers().contains(HttpHeaderNames.ORIGIN)
        || "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
  }

  /** The media type of a body, without its parameters. */
  static String type(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaderNames.CONTENT_TYPE);
    if (type == null) {
      return "";
    }
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a body comes, or may come. */
  static boolean announces(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  /** Whether no route at all would take the body. */
  static boolean isRefusedByAll(HttpServerRequest request) {
    HttpMethod method = request.method();
    boolean may =
        method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.DELETE;
    long length = length(request);
    return announces(request) && (!may || length < 0 || length > RULES.most);
  }

  /** The bytes that were announced; -1 where that is no number of which we know the end. */
  private static long length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return length == null || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        ? -1
        : Parameters.parsed(length).orElse(-1L);
  }
}
