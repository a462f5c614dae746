package dev.figleaf.proxy;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static dev.figleaf.proxy.harness.ProxyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.ProxyTest;
import dev.figleaf.proxy.harness.WireUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every failure of every part of the sample's home page, for phones and for browsers. */
@ProxyTest
class SampleHomeFailuresTest {
  private static final String USER = "{\"id\":1,\"name\":\"Ada\",\"email\":\"a@example.com\"}";
  private static final String ORDERS =
      "{\"total\":2,\"orders\":[{\"orderId\":11,\"placed\":\"p\",\"status\":\"s\",\"total\":1},"
          + "{\"orderId\":12,\"placed\":\"p\",\"status\":\"s\",\"total\":2}]}";
  private static final String PICKS = "{\"picks\":[{\"id\":\"a\",\"title\":\"t\",\"price\":1}]}";

  /** How the upstream of one part fails. */
  enum Failure {
    SLOW("timeout", 504),
    RESET("upstream-reset", 502),
    EMPTY("upstream-reset", 502),
    BROKEN_OFF("upstream-reset", 502),
    STATUS_500("status-500", 502),
    STATUS_503("status-503", 502),
    STATUS_404("status-404", 404),
    STATUS_401("status-401", 401),
    NOT_JSON("not-json", 502),
    A_PAGE("not-json", 502);

    final String code;
    final int status;

    Failure(String code, int status) {
      this.code = code;
      this.status = status;
    }

    ResponseDefinitionBuilder answer() {
      return switch (this) {
        case SLOW -> okJson("{}").withFixedDelay(1_500);
        case RESET -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
        case EMPTY -> aResponse().withFault(Fault.EMPTY_RESPONSE);
        case BROKEN_OFF -> aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK);
        case STATUS_500 -> aResponse().withStatus(500);
        case STATUS_503 -> aResponse().withStatus(503);
        case STATUS_404 -> aResponse().withStatus(404);
        case STATUS_401 -> aResponse().withStatus(401).withHeader("WWW-Authenticate", "Basic");
        case NOT_JSON -> okJson("{\"id\":");
        case A_PAGE -> aResponse().withHeader("Content-Type", "text/html").withBody("<p>sorry</p>");
      };
    }
  }

  private static MappingBuilder asked(String part) {
    return get(
        switch (part) {
          case "user" -> urlPathEqualTo("/api/users/me");
          case "orders" -> urlPathEqualTo("/api/orders");
          case "lines" -> urlPathMatching("/api/orders/1.");
          default -> urlPathEqualTo("/api/catalog/picks");
        });
  }

  /** The sample's own rules over a shop in which all is well but for one part. */
  private static void shop(ProxyHarness proxy, String ill, Failure failure) throws IOException {
    WireUpstream monolith = proxy.upstream("monolith");
    WireUpstream catalog = proxy.upstream("catalog");
    var well = Map.of("user", USER, "orders", ORDERS, "lines", "{\"id\":1,\"lines\":[]}");
    well.forEach((part, body) -> monolith.on(asked(part).willReturn(okJson(body))));
    catalog.on(asked("picks").willReturn(okJson(PICKS)));
    (ill.equals("picks") ? catalog : monolith).on(asked(ill).willReturn(failure.answer()));
    proxy.rules(
        Files.readString(Path.of("../routing-rules/rules/shop.yaml"))
            .replaceFirst("url: \\$\\{MONOLITH_URL.*", "url: \\${monolith}\n    retry: 0")
            .replaceFirst("url: \\$\\{CATALOG_URL.*", "url: \\${catalog}\n    retry: 0")
            .replaceFirst("timeout: 2s", "timeout: 800ms")
            .replaceFirst("weight: 20%", "weight: 100%\n    rescue: off"));
  }

  private static JsonNode json(Message answer) throws IOException {
    assertThat(answer).hasStatus(200).hasHeader("Cache-Control", "no-store");
    return new ObjectMapper().readTree(answer.text());
  }

  private static Message home(ProxyHarness proxy, String client) {
    return proxy.get("/api/home", "X-Client: " + client, "X-User-Id: 1");
  }

  @ParameterizedTest
  @EnumSource
  void withoutItsUserThereIsNoHome(Failure failure, ProxyHarness proxy) throws IOException {
    shop(proxy, "user", failure);

    for (String client : new String[] {"mobile", "web"}) {
      Message answer = home(proxy, client);
      assertThat(answer).hasStatus(failure.status).hasCode("part-failed");
      assertThat(answer.header("X-Figleaf-Parts").orElseThrow())
          .contains("user;" + failure.code)
          .doesNotContain("orders");
      assertThat(answer.header("WWW-Authenticate").isPresent())
          .isEqualTo(failure == Failure.STATUS_401);
    }
  }

  static Stream<Arguments> defaults() {
    return Stream.of(Failure.values())
        .flatMap(
            failure ->
                Stream.of(
                    Arguments.of("mobile", "orders", failure, "/orders", "[]"),
                    Arguments.of("mobile", "picks", failure, "/picks", "[]"),
                    Arguments.of(
                        "web", "orders", failure, "/orders", "{\"total\":0,\"orders\":[]}"),
                    Arguments.of("web", "lines", failure, "/lines", "[]"),
                    Arguments.of("web", "picks", failure, "/picks", "{\"picks\":[]}")));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void allElseHasADefault(
      String client, String part, Failure failure, String place, String stands, ProxyHarness proxy)
      throws IOException {
    shop(proxy, part, failure);

    Message answer = home(proxy, client);
    JsonNode home = json(answer);
    assertThat(home.at(place)).hasToString(stands);
    assertThat(home.at("/user/name").textValue()).isEqualTo("Ada");
    assertThat(answer.header("X-Figleaf-Parts").orElseThrow())
        .contains("user;ok", part + ";" + failure.code + ";default");
    if (client.equals("web")) {
      assertThat(home.at("/_parts/" + part + "/code").textValue()).isEqualTo(failure.code);
      assertThat(home.at("/_parts/" + part + "/instead").textValue()).isEqualTo("default");
    }
  }
}
