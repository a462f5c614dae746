package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Interim answers on their way to a client (RFC 9110 §15.2): 100 and 103, before the head and only
 * where the client knows them.
 */
record InterimAnswers(HttpServerRequest client) {

  /** Sends one; of others than these two Vert.x knows nothing, and they are left out. */
  void send(int status, HttpHeaders headers) {
    if (!areWelcome()) {
      return;
    }
    if (status == 100) {
      client.response().writeContinue();
    } else if (status == 103) {
      MultiMap hints = MultiMap.caseInsensitiveMultiMap();
      headers.forEach(hint -> hints.add(hint.getKey(), hint.getValue()));
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
