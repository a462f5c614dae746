package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.HopHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Interim answers on their way to a client (RFC 9110 §15.2): before the head, and only where the
 * client knows them. On the event loop of the client's connection.
 */
record InterimAnswers(ClientStream client) {
  /** The most for one request: each may be as large as a head, and a client need not read them. */
  static final int MOST = 100;

  void send(int status, HttpHeaders headers) {
    if (areWelcome()) {
      client.interim(status, endToEnd(headers));
    }
  }

  /** HTTP/1.0 knows none. */
  private boolean areWelcome() {
    return client.version() != HttpVersion.HTTP_1_0 && !client.hasBegun() && !client.isClosed();
  }

  /** Without what belongs to the upstream's connection, and without framing: there is no body. */
  private static HeaderList endToEnd(HttpHeaders headers) {
    List<String> named = HopHeaders.namedByConnection(headers);
    HeaderList passed = HeaderList.ofSize(headers.size());
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      CharSequence name = header.getKey();
      if (!HopHeaders.isHop(name)
          && !HopHeaders.isNamed(named, name)
          && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
        passed.add(name, header.getValue());
      }
    }
    return passed;
  }
}
