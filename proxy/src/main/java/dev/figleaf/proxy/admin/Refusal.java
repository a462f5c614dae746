package dev.figleaf.proxy.admin;

import io.vertx.ext.web.RoutingContext;

/** A request that is refused with a sentence of its own. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  Refusal(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  static Refusal badParameter(String detail) {
    return new Refusal(400, "bad-parameter", detail);
  }

  void send(RoutingContext context) {
    AdminError.send(context.request(), status, code, title(), String.valueOf(getMessage()));
  }

  private String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 412 -> "Precondition Failed";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 408 -> "Request Timeout";
      case 503 -> "Service Unavailable";
      default -> "Refused";
    };
  }
}
