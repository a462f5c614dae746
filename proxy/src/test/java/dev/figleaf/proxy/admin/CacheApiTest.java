package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.edge.Limits;
import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.RawUpstream;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of what is kept, and how they throw it away. */
@ProxyTest
class CacheApiTest {
  private static final String RULES =
      """
      version: 1
      upstreams: { legacy: { url: "%s" } }
      routes:
        - { name: shop, match: /shop/**, to: legacy, cache: { ttl: 30s, max: 2MiB } }
        - { name: rest, match: /**, to: legacy, cache: 30s }
      """;

  private RawUpstream legacy;
  private Facade facade;
  private AdminClient admin;
  private AdminClient shop;

  @BeforeEach
  void start(ProxyHarness proxy) throws IOException {
    legacy = proxy.answering("legacy", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    var options =
        new Facade.Options(
            new EdgeSettings(
                List.of(ListenerSettings.plain("127.0.0.1", 0)), List.of(), "test", Limits.USUAL),
            1,
            Transport.AUTO,
            () -> loader.load(Map.of("rules.yaml", RULES.formatted(legacy.url()))),
            null,
            new AccessLog.Options(false, true, null),
            Facade.Keeping.NOTHING,
            new AdminServer.Options("127.0.0.1", 0));
    facade = ((Facade.Started.Ok) Facade.start(options)).facade();
    admin = new AdminClient(facade.adminPort().orElseThrow());
    shop = new AdminClient(facade.port());
    for (String path : List.of("/shop/a", "/shop/a?x=1", "/shop/ab", "/shop/a/b", "/x", "/x")) {
      assertThat(shop.get(path).status()).isEqualTo(200);
    }
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  private JsonObject route(int index) throws IOException {
    return admin.get("/api/cache").json().getJsonArray("caches").getJsonObject(index);
  }

  @Test
  void showsWhatEachRouteKeepsAndHowOftenItServed() throws IOException {
    JsonObject rest = route(0);
    assertThat(rest.getString("route")).isEqualTo("rest");
    assertThat(rest.getInteger("entries")).isEqualTo(1);
    assertThat(rest.getJsonObject("requests").getInteger("hit")).isEqualTo(1);
    assertThat(rest.getJsonObject("requests").getInteger("miss")).isEqualTo(1);
    assertThat(rest.getDouble("hit_rate")).isEqualTo(0.5);
    assertThat(route(1).getInteger("entries")).isEqualTo(4);
    assertThat(route(1).getLong("bytes")).isBetween(8L, 8_000L);
    assertThat(route(1).getLong("max_bytes")).isEqualTo(2_097_152);
    JsonObject memory = admin.get("/api/cache").json().getJsonObject("memory");
    assertThat(memory.getLong("bytes"))
        .isEqualTo(route(0).getLong("bytes") + route(1).getLong("bytes"));
    assertThat(memory.getLong("max_bytes")).isEqualTo(67_108_864);
  }

  private JsonObject purge(String body) throws IOException {
    AdminClient.Reply reply = admin.post("/api/cache/purge", body);
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void aPathIsThrownAwayWithEveryQuery() throws IOException {
    assertThat(purge("{\"route\":\"shop\",\"path\":\"/shop/a\"}").getLong("purged")).isEqualTo(2);
    assertThat(route(1).getInteger("entries")).isEqualTo(2);
  }

  @Test
  void aPrefixEndsWhereASegmentDoes() throws IOException {
    assertThat(purge("{\"prefix\":\"/shop/a\"}").getLong("purged")).isEqualTo(3);
    assertThat(purge("{\"route\":\"shop\"}").getLong("purged")).isEqualTo(1);
    assertThat(route(0).getInteger("entries")).isEqualTo(1);
    shop.get("/shop/a");
    assertThat(legacy.received()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"route\":7}",
        "{\"route\":\"shop\",\"path\":\"/a\",\"prefix\":\"/b\"}",
        "{\"route\":\"shop\",\"pfad\":\"/a\"}",
      })
  void whatCannotBeMeantIsRefused(String body) throws IOException {
    assertThat(admin.post("/api/cache/purge", body).status()).isEqualTo(400);
    assertThat(route(1).getInteger("entries")).isEqualTo(4);
  }

  @Test
  void anUnknownRouteIsNotFound() throws IOException {
    AdminClient.Reply reply = admin.post("/api/cache/purge", "{\"route\":\"shopp\"}");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().getString("code")).isEqualTo("unknown-cache");
  }
}
