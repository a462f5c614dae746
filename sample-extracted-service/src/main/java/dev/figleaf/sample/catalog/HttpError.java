package dev.figleaf.sample.catalog;

/** A request that cannot be served, as the status and the sentence that its client gets. */
final class HttpError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String reason;

  HttpError(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  String reason() {
    return reason;
  }

  static HttpError badRequest(String reason) {
    return new HttpError(400, reason);
  }

  static HttpError notFound() {
    return new HttpError(404, "not found");
  }
}
