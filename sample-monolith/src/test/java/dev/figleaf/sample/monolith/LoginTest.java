package dev.figleaf.sample.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ShopExtension.class)
class LoginTest {
  private static final String ADA = "ada.abbott@shop.example";
  private static final String BRUNO = "bruno.brandt@shop.example";

  @Test
  void strangerIsSentToTheFormAndTheCustomerBack(TestShop shop) throws Exception {
    var stranger = shop.get("/orders", "Host", "shop.example");
    assertThat(stranger.statusCode()).isEqualTo(302);
    assertThat(stranger.headers().firstValue("Location"))
        .contains("http://shop.example/login?next=/orders");

    var entered =
        shop.form("/login", "a=b", "email", ADA, "password", "figleaf", "next", "/orders");
    assertThat(entered.statusCode()).isEqualTo(302);
    assertThat(entered.headers().firstValue("Location")).contains(shop.origin() + "/orders");
    assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("SESSION=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void accountShowsWhoItIsAndSetsACookieForItsPathOnly(TestShop shop) throws Exception {
    var account = shop.get("/account", "Cookie", shop.login(ADA));

    assertThat(account.body()).contains("Ada Abbott", "C-00001");
    assertThat(account.headers().firstValue("Set-Cookie"))
        .contains("account_view=summary; Path=/account; HttpOnly");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example/", "//evil.example/", "/\\evil.example", "/a\r\nX: y", ""})
  void loginNeverLeadsOutOfTheShop(String next, TestShop shop) throws Exception {
    var answer = shop.form("/login", "a=b", "email", ADA, "password", "figleaf", "next", next);

    assertThat(answer.headers().firstValue("Location")).contains(shop.origin() + "/account");
  }

  @Test
  void wrongPasswordShowsTheFormAgainWithTheAddressAsText(TestShop shop) throws Exception {
    var answer = shop.form("/login", "a=b", "email", "\"><script>", "password", "figleaf");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.body()).contains("&quot;&gt;&lt;script&gt;").doesNotContain("\"><script>");
  }

  @Test
  void knownAddressWithAnotherPasswordIsRefused(TestShop shop) throws Exception {
    var answer = shop.form("/login", "a=b", "email", ADA, "password", "figleaf ");

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void sessionEndsWithLoggingOut(TestShop shop) throws Exception {
    var cookie = shop.login(ADA);

    var left = shop.form("/logout", cookie);

    assertThat(left.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(shop.get("/account", "Cookie", cookie).statusCode()).isEqualTo(302);
  }

  @Test
  void noteOfAnOrderIsShownAsText(TestShop shop) throws Exception {
    var cookie = shop.login(ADA);
    var note = "<img src=x onerror=alert(1)>'\"&";

    var bought = shop.form("/orders", cookie, "sku", "SKU-000007", "quantity", "2", "note", note);

    assertThat(bought.statusCode()).isEqualTo(303);
    var order =
        bought.headers().firstValue("Location").orElseThrow().substring(shop.origin().length());
    assertThat(shop.get(order, "Cookie", cookie).body())
        .contains("&lt;img src=x onerror=alert(1)&gt;&#39;&quot;&amp;")
        .doesNotContain("<img");
  }

  @Test
  void ordersOfOthersDoNotExist(TestShop shop) throws Exception {
    var bought = shop.form("/orders", shop.login(ADA), "sku", "SKU-000007", "quantity", "1");
    var order =
        bought.headers().firstValue("Location").orElseThrow().substring(shop.origin().length());

    assertThat(shop.get(order, "Cookie", shop.login(BRUNO)).statusCode()).isEqualTo(404);
  }

  @Test
  void buyingNothingIsRefused(TestShop shop) throws Exception {
    var answer = shop.form("/orders", shop.login(ADA), "sku", "SKU-000007", "quantity", "-1");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("a quantity is from 1 to 99");
  }
}
