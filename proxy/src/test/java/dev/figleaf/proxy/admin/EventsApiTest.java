package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.telemetry.Outcome;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told as it happens. */
@Timeout(60)
class EventsApiTest {
  private static final Author ANN = new Author("ann", "api 127.0.0.1", null);

  private final DeskFixture desk;
  private final int port;

  EventsApiTest() throws TimeoutException {
    desk = new DeskFixture();
    port = desk.admin.port();
  }

  @AfterEach
  void stop() throws TimeoutException {
    desk.close();
  }

  @Test
  void whoListensIsGreetedWithWhatIsLive() throws IOException {
    try (var events = new OpenReply(port, "/api/events")) {
      assertThat(events.head)
          .containsIgnoringCase("content-type: text/event-stream")
          .containsIgnoringCase("x-accel-buffering: no");
      assertThat(new JsonObject(events.event("hello")))
          .isEqualTo(new JsonObject("{\"revision\":1,\"instance\":\"here\"}"));
    }
  }

  @Test
  void aChangeIsToldWithItsRevision() throws IOException {
    try (var events = new OpenReply(port, "/api/events")) {
      events.event("hello");
      desk.operations.add(ANN, new Change.Panicked());
      var change = new JsonObject(events.event("change"));
      assertThat(change.getInteger("revision")).isEqualTo(2);
      assertThat(change.getString("kind")).isEqualTo("panicked");
      assertThat(change.getString("by")).isEqualTo("ann");
    }
  }

  @Test
  void figuresAreToldAgainAndAgain() throws IOException {
    try (var events = new OpenReply(port, "/api/events")) {
      for (int i = 0; i < 2; i++) {
        var figures = new JsonObject(events.event("figures"));
        assertThat(figures.getJsonArray("seams").getJsonObject(0).getDouble("observed"))
            .isEqualTo(0.2);
      }
    }
  }

  @Test
  void nobodyIsListenedToOnceAllHaveLeft() throws IOException {
    try (var events = new OpenReply(port, "/api/events")) {
      events.event("hello");
      await().until(() -> desk.operations.listening() == 1);
    }
    await().until(() -> desk.operations.listening() == 0);
  }

  @Test
  void whoDoesNotReadIsCutOff() throws IOException {
    try (var events = new OpenReply(port, "/api/events")) {
      events.event("hello");
      var much = new Change.FilesAccepted("hash", null, List.of("x".repeat(200_000)));
      await()
          .until(
              () -> {
                desk.operations.add(ANN, much);
                return desk.operations.listening() == 0;
              });
    }
  }

  @Test
  void atMostThirtyTwoListen() throws IOException {
    var open = new ArrayList<OpenReply>();
    try {
      for (int i = 0; i < EventsResource.MOST; i++) {
        open.add(new OpenReply(port, "/api/events"));
      }
      var reply = desk.admin.get("/api/events");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.json().getString("code")).isEqualTo("busy");
    } finally {
      for (OpenReply one : open) {
        one.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/events", "/api/access"})
  void headAnswersAtOnce(String path) throws IOException {
    assertThat(desk.admin.request("HEAD", path).status()).isEqualTo(200);
  }

  private static Outcome outcome(String path, int status) {
    var outcome = new Outcome();
    outcome.method = "GET";
    outcome.path = path;
    outcome.status = status;
    outcome.seam = "catalog";
    outcome.startNanos = 0;
    outcome.endNanos = 10_000_000;
    return outcome;
  }

  /** Until the tap is there nobody hears of a request, so they go on coming. */
  private static String path(DeskFixture desk, OpenReply reply, Outcome... outcomes) {
    for (Outcome outcome : outcomes) {
      desk.access.log(outcome);
    }
    String line = reply.next(it -> it.contains("\"path\""));
    return new JsonObject(line.substring(line.indexOf('{'))).getString("path");
  }

  @Test
  void requestsAreToldAsLinesOfJson() throws IOException {
    try (var lines = new OpenReply(port, "/api/access")) {
      assertThat(lines.head).containsIgnoringCase("content-type: application/x-ndjson");
      assertThat(path(desk, lines, outcome("/a", 200))).isEqualTo("/a");
    }
  }

  @Test
  void requestsAreToldAsEventsToWhoAcceptsThose() throws IOException {
    try (var events = new OpenReply(port, "/api/access", "Accept: text/event-stream")) {
      desk.access.log(outcome("/a", 200));
      assertThat(new JsonObject(events.event("access")).getString("path")).isEqualTo("/a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status=404",
        "status=4xx",
        "path=/b",
        "seam=other",
        "slower=20ms",
        "method=POST",
        "route=other",
        "upstream=other"
      })
  void onlyWhatIsAskedForIsTold(String query) throws IOException {
    var wanted = outcome("/b/c", 404);
    wanted.method = "POST";
    wanted.seam = "other";
    wanted.route = "other";
    wanted.upstream = "other";
    wanted.endNanos = 20_000_000;
    try (var lines = new OpenReply(port, "/api/access?" + query)) {
      assertThat(path(desk, lines, outcome("/a", 200), wanted)).isEqualTo("/b/c");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=9", "status=6xx", "slower=soon", "for=2h", "for=0s"})
  void aFilterThatCannotBeIsRefused(String query) throws IOException {
    assertThat(desk.admin.get("/api/access?" + query).status()).isEqualTo(400);
  }

  @Test
  void anAnswerEndsWhenItsTimeIsOver() throws IOException {
    try (var lines = new OpenReply(port, "/api/access?for=1ms")) {
      assertThat(lines.next("0"::equals)).isEqualTo("0");
    }
  }

  @Test
  void atMostSixteenFollow() throws IOException {
    var open = new ArrayList<OpenReply>();
    try {
      for (int i = 0; i < 16; i++) {
        open.add(new OpenReply(port, "/api/access"));
      }
      assertThat(desk.admin.get("/api/access").status()).isEqualTo(503);
    } finally {
      for (OpenReply one : open) {
        one.close();
      }
    }
    await().until(() -> desk.admin.get("/api/access?for=1ms").status() == 200);
  }
}
