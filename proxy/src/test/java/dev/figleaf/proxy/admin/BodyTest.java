package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How bodies are read. */
class BodyTest {
  private final Vertx vertx = Vertx.vertx();
  private final AdminClient admin;

  BodyTest() throws TimeoutException {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            context -> {
              // As the listener does, which leaves nobody waiting.
              context.addEndHandler(_ -> context.request().connection().close());
              Body.read(
                  context,
                  Duration.ofMillis(200),
                  body -> Answer.send(context.request(), 200, Answer.JSON, body.toBuffer()));
            });
    HttpServer server =
        vertx.createHttpServer().requestHandler(router).listen(0).await(10, TimeUnit.SECONDS);
    admin = new AdminClient(server.actualPort());
  }

  @AfterEach
  void stop() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsRefused() throws IOException {
    var reply =
        admin.raw(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{\"a\":");
    assertThat(reply.status()).isEqualTo(408);
    assertThat(reply.header("Connection")).contains("close");
  }

  @Test
  void aFormIsReadAsAnObjectOfTexts() throws IOException {
    assertThat(admin.form("/", "a=1+2&b=%C3%A4&a=3").json().encode())
        .isEqualTo("{\"a\":\"1 2\",\"b\":\"ä\"}");
  }

  @Test
  void aFormThatIsNoneIsRefused() throws IOException {
    assertThat(admin.form("/", "a=%zz").status()).isEqualTo(400);
  }

  @Test
  void jsonThatIsNoObjectIsRefused() throws IOException {
    for (String text : new String[] {"", "[]", "1", "{", "\"x\""}) {
      assertThat(admin.post("/", text).status()).as(text).isEqualTo(400);
    }
  }
}
