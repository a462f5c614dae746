package dev.figleaf.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminConnectionsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private int listen(long patienceMillis) throws TimeoutException {
    HttpServer server =
        vertx
            .createHttpServer(AdminVerticle.serverOptions(new AdminServer.Options("127.0.0.1", 0)))
            .requestHandler(request -> request.response().end());
    var connections = new AdminConnections(vertx, 10, patienceMillis);
    server.connectionHandler(connections::opened);
    return server.listen().await(10, TimeUnit.SECONDS).actualPort();
  }

  @Test
  void aConnectionThatSendsNoWholeHeadIsClosed() throws IOException, TimeoutException {
    int port = listen(100);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHo".getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
