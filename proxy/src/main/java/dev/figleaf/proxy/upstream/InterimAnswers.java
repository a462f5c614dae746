package dev.figleaf.proxy.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Interim answers on their way to a client (RFC 9110 §15.2): 100 and 103, before the head and only
 * where the client knows them.
 */
record InterimAnswers(HttpServerRequest client) {

  void sendContinue() {
    if (areWelcome()) {
      client.response().writeContinue();
    }
  }

  void sendHints(MultiMap hints) {
    if (areWelcome()) {
      client.response().writeEarlyHints(hints);
    }
  }

  /** HTTP/1.0 knows none. */
  private boolean areWelcome() {
    return client.version() != HttpVersion.HTTP_1_0
        && !client.response().headWritten()
        && !client.response().closed();
  }
}
