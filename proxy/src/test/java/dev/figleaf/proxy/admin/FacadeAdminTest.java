package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
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
