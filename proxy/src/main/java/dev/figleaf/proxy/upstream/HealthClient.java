package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.HealthResult;
import dev.figleaf.rules.HealthSpec;
import dev.figleaf.rules.Protocol;
import dev.figleaf.rules.UpstreamSpec;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one endpoint whether it is well: the way its requests go, on a connection of its own.
 *
 * <p>A new connection for each question: an endpoint that takes none is not well, however good its
 * old ones are. Confined to the context of who watches endpoints, which never asks twice at a time.
 */
final class HealthClient {
  private static final int MOST_BODY_BYTES = 1024;
  private static final int MOST_HEADER_BYTES = 16 * 1024;

  private final Vertx vertx;
  private final HealthSpec health;
  private final HttpClientOptions options;
  private final HttpConnectOptions connect;
  private final RequestOptions request;
  private final String host;
  private HttpClientAgent client;
  private @Nullable Question asked;

  HealthClient(Vertx vertx, UpstreamSpec spec, HealthSpec health, EndpointAddress address) {
    this.vertx = vertx;
    this.health = health;
    this.options = options(spec.protocol(), millis(health));
    this.connect =
        ConnectionSettings.http2(spec, address)
            .setProtocolVersion(options.getProtocolVersion())
            .setConnectTimeout(millis(health));
    this.request = new RequestOptions().setMethod(HttpMethod.GET).setURI(health.path());
    this.host = health.host() == null ? address.authority() : health.host();
    if (!spec.protocol().isHttp2()) {
      request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request.putHeader(HttpHeaders.USER_AGENT, "figleaf-health");
    this.client = open();
  }

  private static int millis(HealthSpec health) {
    return (int) health.timeout().toMillis();
  }

  private static HttpClientOptions options(Protocol protocol, int timeoutMillis) {
    return new HttpClientOptions()
        .setConnectTimeout(timeoutMillis)
        .setProtocolVersion(protocol.isHttp2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
        .setHttp2ClearTextUpgrade(false)
        .setMaxHeaderSize(MOST_HEADER_BYTES)
        .setMaxInitialLineLength(MOST_HEADER_BYTES)
        .setInitialSettings(
            new Http2Settings().setPushEnabled(false).setMaxHeaderListSize(MOST_HEADER_BYTES));
  }

  private HttpClientAgent open() {
    return vertx.httpClientBuilder().with(options).build();
  }

  /**
   * Asks.
   *
   * @param answer told once, in time, unless this is closed
   * @param over told once, then or later, when nothing is left of the question
   */
  void ask(Consumer<HealthResult> answer, Runnable over) {
    asked = new Question(answer, over);
    asked.start();
  }

  /** Asks no more; a question that is open is not answered. */
  void close() {
    if (asked != null) {
      asked.withdraw();
    }
    client.close();
  }

  private final class Question {
    private final Consumer<HealthResult> answer;
    private final Runnable whenOver;
    private @Nullable HttpClientConnection connection;
    private long timer;
    private int read;
    private boolean answered;
    private boolean over;

    Question(Consumer<HealthResult> answer, Runnable whenOver) {
      this.answer = answer;
      this.whenOver = whenOver;
    }

    void start() {
      timer = vertx.setTimer(millis(health), _ -> late());
      client.connect(connect).onComplete(this::connected, this::failed);
    }

    private void connected(HttpClientConnection stands) {
      if (over) {
        stands.close();
        return;
      }
      connection = stands;
      // What breaks fails the request; Vert.x would log it too.
      stands.exceptionHandler(_ -> {});
      stands.request(request).compose(this::send).onComplete(this::head, this::failed);
    }

    private io.vertx.core.Future<HttpClientResponse> send(HttpClientRequest ready) {
      return ready.authority(HostAndPort.parseAuthority(host, connect.getPort())).send();
    }

    private void head(HttpClientResponse response) {
      int status = response.statusCode();
      tell(
          health.expect().stream().anyMatch(good -> good.holds(status))
              ? HealthResult.PASSED
              : HealthResult.STATUS);
      // An upstream that may finish what it says does not log that it could not.
      response.exceptionHandler(_ -> end());
      response.handler(this::piece);
      response.endHandler(_ -> end());
    }

    private void piece(Buffer piece) {
      read += piece.length();
      if (read > MOST_BODY_BYTES) {
        end();
      }
    }

    private void late() {
      boolean connecting = connection == null;
      tell(HealthResult.TIMEOUT);
      end();
      if (connecting) {
        // One that does not stand yet is nobody's to close, but the client's.
        client.close();
        client = open();
      }
    }

    private void failed(Throwable cause) {
      tell(cause instanceof ConnectTimeoutException ? HealthResult.TIMEOUT : HealthResult.FAILED);
      end();
    }

    private void tell(HealthResult result) {
      if (!answered && !over) {
        answered = true;
        answer.accept(result);
      }
    }

    void withdraw() {
      answered = true;
      end();
    }

    private void end() {
      if (!over) {
        over = true;
        vertx.cancelTimer(timer);
        if (connection != null) {
          connection.close();
        }
        whenOver.run();
      }
    }
  }
}
