package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The admin listener of a whole facade. */
class FacadeAdminTest {
  private final Facade facade = start();
  private final AdminClient admin = new AdminClient(facade.adminPort().orElseThrow());

  private static Facade start() {
    var edge = new EdgeSettings("127.0.0.1", 0, List.of(), "figleaf-test");
    var options =
        new Facade.Options(
            edge,
            2,
            Transport.AUTO,
            SampleRules::loaded,
            null,
            new AccessLog.Options(false, true, null),
            Facade.Keeping.NOTHING,
            new AdminServer.Options("127.0.0.1", 0));
    try {
      return ((Facade.Started.Ok) Facade.start(options)).facade();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  @Test
  void isReadyOnceItListens() throws IOException {
    assertThat(admin.get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void showsTheRulesThatAreLive() throws IOException {
    assertThat(admin.get("/api/rules").json().getLong("revision")).isEqualTo(1);
  }

  @Test
  void showsHowItStandsWithItsUpstreams() throws IOException {
    JsonArray all = admin.get("/api/upstreams").json().getJsonArray("upstreams");
    assertThat(all.stream().map(one -> ((JsonObject) one).getString("name")))
        .containsExactly("catalog", "monolith");
    assertThat(all.getJsonObject(1))
        .isEqualTo(
            new JsonObject(
                """
                {"name":"monolith",
                 "breaker":{"state":"closed","calls":0,"failures":0,"slow":0},
                 "bulkhead":{"concurrent":7,"in_flight":0,"queue":0,"waiting":0,
                             "tunnels_at_most":10000,"tunnels":0},
                 "endpoints":[{"address":"127.0.0.1:1","host":"127.0.0.1","state":"well",
                               "reserve":false,"drained":false,"in_flight":0,"consecutive_failures":0,
                               "share":1.0}]}"""));
    assertThat(admin.get("/api/upstreams/monolith").json()).isEqualTo(all.getJsonObject(1));
  }

  @Test
  void showsWhenAnOpenBreakerLetsTheNextCallPass() throws IOException {
    for (int i = 0; i < 20; i++) {
      new AdminClient(facade.port())
          .get("/internal/x?k=s3cr3t", "X-Key: s3cr3t", "X-Start: s3cr3t", "Cookie: c=1");
    }
    JsonObject breaker = admin.get("/api/upstreams/monolith").json().getJsonObject("breaker");
    assertThat(breaker.getString("state")).isEqualTo("open");
    assertThat(breaker.getDouble("failure_rate")).isEqualTo(100);
    assertThat(breaker.getInteger("failures")).isEqualTo(20);
    assertThat(breaker.getInstant("retry_at")).isAfter(breaker.getInstant("opened_at"));
  }

  @Test
  void anOperatorClosesABreaker() throws IOException {
    for (int i = 0; i < 20; i++) {
      new AdminClient(facade.port())
          .get("/internal/x?k=s3cr3t", "X-Key: s3cr3t", "X-Start: s3cr3t", "Cookie: c=1");
    }
    var reply = admin.post("/api/upstreams/monolith/breaker/reset", "{\"because\":\"it is up\"}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getJsonObject("breaker").encode())
        .isEqualTo("{\"state\":\"closed\",\"calls\":0,\"failures\":0,\"slow\":0}");
  }

  @Test
  void anOperatorTakesAnEndpointOutAndBringsItBack() throws IOException {
    String endpoint = "/api/upstreams/monolith/endpoints/127.0.0.1%3A1/";
    assertThat(state(admin.post(endpoint + "eject", "{}"))).isEqualTo("ejected");
    assertThat(state(admin.request("POST", endpoint + "restore"))).isEqualTo("well");
    var drained = admin.post(endpoint + "drain", "{}");
    assertThat(drained.status()).isEqualTo(422);
    assertThat(drained.json().getString("code")).isEqualTo("last-endpoint");
  }

  private static String state(AdminClient.Reply reply) {
    return reply.json().getJsonArray("endpoints").getJsonObject(0).getString("state");
  }

  @Test
  void whatNobodyKnowsIsToldNothing() throws IOException {
    assertThat(admin.post("/api/upstreams/nobody/breaker/reset", "{}").json().getString("code"))
        .isEqualTo("unknown-upstream");
    var reply = admin.post("/api/upstreams/monolith/endpoints/127.0.0.1:2/drain", "{}");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().getString("code")).isEqualTo("unknown-endpoint");
  }

  @Test
  void countsTheRequestsOfItsEdge() throws IOException {
    assertThat(new AdminClient(facade.port()).get("/fixed").status()).isEqualTo(200);
    assertThat(admin.get("/metrics").body())
        .contains("figleaf_rules_revision 1.0")
        .containsPattern("figleaf_requests_total\\{.*route=\"fixed\".*} 1.0");
  }

  @Test
  void saysThatItDrainsUntilItIsClosed() throws IOException {
    facade.drain(Duration.ofSeconds(5));
    assertThat(admin.get("/readyz").json().getString("code")).isEqualTo("draining");
    assertThat(admin.get("/livez").status()).isEqualTo(200);
  }

  @Test
  void theEdgeReservesNoPathForTheAdmin() throws IOException {
    assertThat(new AdminClient(facade.port()).get("/livez").status()).isEqualTo(404);
  }
}
