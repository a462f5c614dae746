package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ShopExtension.class)
class OrderApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER =
      "{\"lines\":[{\"sku\":\"SKU-000007\",\"quantity\":2}],\"note\":\"<b>\"}";

  private static HttpResponse<String> post(TestShop shop, String body, String... headers)
      throws Exception {
    return shop.send("POST", "/api/orders", body, headers);
  }

  @Test
  void newOrderIsFoundAtItsAbsoluteLocation(TestShop shop) throws Exception {
    var placed = post(shop, ORDER, "Content-Type", "application/json", "X-User-Id", "7");

    assertThat(placed.statusCode()).isEqualTo(201);
    var location = placed.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith(shop.origin() + "/api/orders/");
    var read = shop.get(location.substring(shop.origin().length()));
    assertThat(read.body()).isEqualTo(placed.body());
    assertThat(JSON.readTree(read.body()).at("/note").asText()).isEqualTo("<b>");
  }

  @Test
  void sessionBuysAsWellAsTheHeader(TestShop shop) throws Exception {
    var cookie = shop.login("ada.abbott@shop.example");

    var placed = post(shop, ORDER, "Content-Type", "application/json", "Cookie", cookie);

    assertThat(JSON.readTree(placed.body()).at("/customer").asInt()).isEqualTo(1);
  }

  @Test
  void listAndDetailDisagreeOnIdsAndTimes(TestShop shop) throws Exception {
    var item = JSON.readTree(shop.get("/api/orders?user=17&size=1").body()).at("/orders/0");
    var id = item.at("/orderId").asText();
    var detail = JSON.readTree(shop.get("/api/orders/" + id).body());

    assertThat(item.at("/user").isTextual()).isTrue();
    assertThat(detail.at("/customer").asInt()).isEqualTo(17);
    assertThat(item.at("/placed").asText()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    assertThat(detail.at("/placed").isIntegralNumber()).isTrue();
    assertThat(detail.at("/number").asText())
        .isEqualTo("%07d".formatted(item.at("/number").asInt()));
  }

  @Test
  void listOfOneCustomerHoldsNobodyElses(TestShop shop) throws Exception {
    var orders = JSON.readTree(shop.get("/api/orders?user=17&size=100").body()).at("/orders");

    assertThat(orders).isNotEmpty().allMatch(order -> order.at("/user").asText().equals("17"));
  }

  @Test
  void nobodyCannotBuy(TestShop shop) throws Exception {
    assertThat(post(shop, ORDER, "Content-Type", "application/json").statusCode()).isEqualTo(401);
  }

  @Test
  void formIsNoOrder(TestShop shop) throws Exception {
    var answer = post(shop, ORDER, "Content-Type", "text/plain", "X-User-Id", "7");

    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"lines\":[]}",
        "{}",
        "{\"lines\":[null]}",
        "{\"lines\":[{\"sku\":\"SKU-000007\",\"quantity\":0}]}",
        "{\"lines\":[{\"sku\":\"SKU-000007\",\"quantity\":100}]}",
        "{\"lines\":[{\"sku\":\"SKU-999999\",\"quantity\":1}]}",
        "{\"lines\":[{\"quantity\":1}]}"
      })
  void orderThatCannotBeServedIs422(String body, TestShop shop) throws Exception {
    var answer = post(shop, body, "Content-Type", "application/json", "X-User-Id", "7");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(JSON.readTree(answer.body()).at("/error").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"lines\":1}",
        "{\"unknown\":1}",
        "{} {}",
        "{\"lines\":[{\"sku\":\"SKU-000007\",\"quantity\":1.5}]}"
      })
  void bodyThatIsNoOrderIs400(String body, TestShop shop) throws Exception {
    var answer = post(shop, body, "Content-Type", "application/json", "X-User-Id", "7");

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void bodyOverTheLimitIs413(TestShop shop) throws Exception {
    var body = " ".repeat(Web.MOST_BODY + 1);

    var answer = post(shop, body, "Content-Type", "application/json", "X-User-Id", "7");

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void meIsWhomTheHeaderNames(TestShop shop) throws Exception {
    var me = JSON.readTree(shop.get("/api/users/me", "X-User-Id", "17").body());

    assertThat(me.at("/id").asInt()).isEqualTo(17);
    assertThat(me.at("/number").asText()).isEqualTo("C-00017");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "241", "x", "99999999999"})
  void meIsNobodyForAnUnknownName(String name, TestShop shop) throws Exception {
    assertThat(shop.get("/api/users/me", "X-User-Id", name).statusCode()).isEqualTo(401);
  }

  @Test
  void usersAreListedWithoutTheirAddresses(TestShop shop) throws Exception {
    var body = shop.get("/api/users?size=100").body();

    assertThat(JSON.readTree(body).at("/total").asInt()).isEqualTo(240);
    assertThat(body).doesNotContain("@shop.example");
  }
}
