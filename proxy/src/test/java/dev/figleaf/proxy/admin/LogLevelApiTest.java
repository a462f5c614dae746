package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much the process log says. */
class LogLevelApiTest {
  private static final String LOGGER = "dev.figleaf.quiet";

  private final DeskFixture desk;
  private final AdminClient admin;

  LogLevelApiTest() throws TimeoutException {
    desk = new DeskFixture();
    admin = desk.admin;
  }

  @AfterEach
  void stop() throws TimeoutException {
    desk.close();
  }

  private static Level level() {
    return LogManager.getLogger(LOGGER).getLevel();
  }

  private JsonObject set(String level, String span) throws IOException {
    String body = "{\"logger\":\"%s\",\"level\":\"%s\",\"for\":\"%s\"}";
    return admin.put("/api/log-level", body.formatted(LOGGER, level, span)).json();
  }

  @Test
  void aLevelGoesBackToWhatItWas() throws IOException {
    Level before = level();
    set("trace", "1h");
    assertThat(level()).isEqualTo(Level.TRACE);
    JsonObject shown = set("error", "200ms");
    assertThat(shown.getJsonArray("changed").getJsonObject(0).getString("level"))
        .isEqualTo("error");
    await().until(() -> level().equals(before));
    assertThat(admin.get("/api/log-level").json().getJsonArray("changed")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"level\":\"debug\",\"logger\":\"io.netty\"}",
        "{\"level\":\"debug\",\"logger\":\"dev.figleafs\"}",
        "{\"level\":\"off\"}",
        "{\"level\":\"debug\",\"for\":\"25h\"}",
        "{\"level\":\"debug\",\"for\":\"0s\"}",
        "{}"
      })
  void onlyOurOwnLogSaysMoreAndOnlyForAWhile(String body) throws IOException {
    assertThat(admin.put("/api/log-level", body).status()).isEqualTo(400);
  }

  @Test
  void onlySoManyLevelsAreChangedAtOnce() throws IOException {
    String body = "{\"logger\":\"dev.figleaf.many%d\",\"level\":\"error\",\"for\":\"2s\"}";
    for (int i = 0; i < LogLevels.MOST; i++) {
      assertThat(admin.put("/api/log-level", body.formatted(i)).status()).isEqualTo(200);
    }
    assertThat(admin.put("/api/log-level", body.formatted(99)).status()).isEqualTo(422);
  }
}
