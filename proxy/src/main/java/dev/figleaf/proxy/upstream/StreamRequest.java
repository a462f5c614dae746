package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientRequestImpl;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.net.HostAndPort;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * A request on a stream of HTTP/2, with the trailers (RFC 9113 §8.1) that Vert.x can write for its
 * answers but not for its requests.
 */
final class StreamRequest extends HttpClientRequestImpl {
  private static final MethodHandle WRITE_HEADERS = writeHeaders();

  /** An authority as it was written: Vert.x would leave out ports that it takes for the usual. */
  private record Verbatim(String text) implements HostAndPort {
    @Override
    public String host() {
      return text;
    }

    @Override
    public int port() {
      return -1;
    }

    @Override
    public String toString(boolean tls) {
      return text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  StreamRequest(HttpConnection connection, HttpClientStream stream) {
    super(new Verbatim(""), connection, stream);
  }

  /** What HTTP/1.1 calls the Host. */
  void authority(CharSequence host) {
    authority(new Verbatim(host.toString()));
  }

  /** Ends the request with trailers, after all that was written before. */
  void endWith(HeaderList trailers) {
    MultiMap headers = new io.vertx.core.http.impl.headers.HttpHeaders(new DefaultHttp2Headers());
    trailers.forEach(headers::add);
    try {
      WRITE_HEADERS.invoke(stream, headers, true);
    } catch (Throwable failure) {
      throw new IllegalStateException("trailers could not be written", failure);
    }
  }

  private static MethodHandle writeHeaders() {
    try {
      // The class is not public, only its method is: what answers are written with.
      Class<?> type = Class.forName("io.vertx.core.http.impl.http2.DefaultHttp2Stream");
      var method = type.getMethod("writeHeaders", MultiMap.class, boolean.class);
      method.setAccessible(true);
      return MethodHandles.lookup().unreflect(method);
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }
}
