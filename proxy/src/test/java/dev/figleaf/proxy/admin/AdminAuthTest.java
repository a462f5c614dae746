package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in where tokens are asked for. */
class AdminAuthTest {
  private static final String ANN = "Authorization: Bearer ann-ann-ann-ann-ann";
  private static final String EVE = "Authorization: Bearer eve-eve-eve-eve-eve";

  private final DeskFixture desk;
  private final AdminClient admin;

  AdminAuthTest() throws TimeoutException {
    var tokens =
        new AdminTokens(
            List.of(
                new AdminTokens.Token("ann", Role.OPERATOR, "ann-ann-ann-ann-ann"),
                new AdminTokens.Token("eve", Role.VIEWER, "eve-eve-eve-eve-eve")));
    // Every address: with tokens it may be there.
    desk =
        new DeskFixture(new AdminServer.Options("0.0.0.0", 0, tokens, List.of("Desk.example.com")));
    admin = desk.admin;
  }

  @AfterEach
  void stop() throws TimeoutException {
    desk.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void probesNeedNoToken(String path) throws IOException {
    assertThat(admin.get(path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/metrics", "/api", "/api/status", "/api/rules", "/api/upstreams", "/api/history"})
  void withoutATokenNothingElseIsShown(String path) throws IOException {
    var reply = admin.get(path);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("WWW-Authenticate")).contains("Bearer realm=\"figleaf\"");
    assertThat(reply.json().getString("code")).isEqualTo("token-missing");
    assertThat(admin.get(path, EVE).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer wrong",
        "Authorization: Bearer",
        "Authorization: Basic YW5uOmFubg==",
        "Authorization: Bearer ann-ann-ann-ann-an",
        "Authorization: Bearer ann-ann-ann-ann-annn",
        "Authorization: Bearer a\r\nAuthorization: Bearer ann-ann-ann-ann-ann"
      })
  void aWrongTokenIsRefused(String shown) throws IOException {
    var reply = admin.get("/api/status", shown);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("WWW-Authenticate"))
        .contains("Bearer realm=\"figleaf\", error=\"invalid_token\"");
    assertThat(reply.body()).doesNotContain("ann-");
  }

  @Test
  void theWordBearerMayBeWrittenInAnyCase() throws IOException {
    assertThat(admin.get("/api/status", ANN.replace("Bearer", "bEARER")).status()).isEqualTo(200);
  }

  @Test
  void aViewerChangesNothing() throws IOException {
    for (var reply :
        List.of(
            admin.post("/api/panic", "{}", EVE),
            admin.delete("/api/overrides/catalog", EVE),
            admin.post("/api/cache/purge", "{\"prefix\":\"/\"}", EVE))) {
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.json().getString("code")).isEqualTo("not-operator");
    }
    assertThat(desk.operations.state().revision()).isEqualTo(1);
  }

  @Test
  void anOperatorIsKnownByTheNameOfTheToken() throws IOException {
    admin.post("/api/panic", "{}", ANN);
    assertThat(panickedBy()).isEqualTo("ann");
  }

  @Test
  void whoSaysAnotherNameIsStillKnownByTheToken() throws IOException {
    admin.post("/api/panic", "{\"by\":\"bob\"}", ANN);
    assertThat(panickedBy()).isEqualTo("bob (token ann)");
  }

  @Test
  void afterTenWrongTokensAnAddressIsNotLookedAt() throws IOException {
    for (int i = 0; i < Attempts.MOST; i++) {
      assertThat(admin.get("/api/status", "Authorization: Bearer wrong" + i).status())
          .isEqualTo(401);
    }
    var reply = admin.get("/api/status", ANN);
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.header("Retry-After")).contains("60");
    assertThat(admin.form("/login", "token=ann-ann-ann-ann-ann").status()).isEqualTo(429);
    assertThat(admin.get("/livez").status()).isEqualTo(200);
  }

  private String panickedBy() {
    return Objects.requireNonNull(desk.operations.state().panic()).author().by();
  }

  private String login(String secret) throws IOException {
    var reply = admin.form("/login", "token=" + secret);
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).contains("/");
    return reply.header("Set-Cookie").orElseThrow();
  }

  private static String cookie(String set) {
    return "Cookie: " + set.substring(0, set.indexOf(';'));
  }

  @Test
  void aBrowserThatShowsATokenGetsACookieThatNoScriptReads() throws IOException {
    String set = login("ann-ann-ann-ann-ann");
    assertThat(set)
        .matches("figleaf_admin=[A-Za-z0-9_-]{43};.*")
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/")
        .contains("Max-Age=43200")
        .doesNotContain("Secure");
    assertThat(admin.get("/api/status", cookie(set)).status()).isEqualTo(200);
    assertThat(admin.post("/api/panic", "{}", cookie(set)).status()).isEqualTo(200);
    assertThat(panickedBy()).isEqualTo("ann");
  }

  @Test
  void theCookieOfABrowserThatSeesTlsIsSecure() throws IOException {
    var reply =
        admin.form(
            "/login", "token=ann-ann-ann-ann-ann", "Origin: https://localhost:" + admin.port());
    assertThat(reply.header("Set-Cookie").orElseThrow()).contains("Secure");
  }

  @Test
  void theSessionOfAViewerLooksOnly() throws IOException {
    String cookie = cookie(login("eve-eve-eve-eve-eve"));
    assertThat(admin.get("/api/status", cookie).status()).isEqualTo(200);
    assertThat(admin.post("/api/panic", "{}", cookie).status()).isEqualTo(403);
  }

  @Test
  void whoLogsOutIsOut() throws IOException {
    String cookie = cookie(login("ann-ann-ann-ann-ann"));
    var out = admin.form("/logout", "", cookie);
    assertThat(out.status()).isEqualTo(303);
    assertThat(out.header("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(admin.get("/api/status", cookie).status()).isEqualTo(401);
  }

  @Test
  void aWrongTokenLeadsABrowserBackAndIsNotTakenFromJsonEither() throws IOException {
    var reply = admin.form("/login", "token=wrong");
    assertThat(reply.header("Location")).contains("/login?refused=1");
    assertThat(reply.header("Set-Cookie")).isEmpty();
    assertThat(admin.post("/login", "{\"token\":\"wrong\"}").status()).isEqualTo(401);
    assertThat(admin.post("/login", "{}").status()).isEqualTo(401);
    assertThat(admin.post("/login", "{\"token\":\"ann-ann-ann-ann-ann\"}").status()).isEqualTo(204);
  }

  @Test
  void aFormFromNobodyKnowsWhereIsRefused() throws IOException {
    var reply =
        admin.send(
            "POST", "/login", "application/x-www-form-urlencoded", "token=ann-ann-ann-ann-ann");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(
            admin
                .form("/login", "token=ann-ann-ann-ann-ann", "Origin: http://evil.example")
                .status())
        .isEqualTo(403);
  }

  @Test
  void aMadeUpCookieIsNobodys() throws IOException {
    for (String cookie : List.of("figleaf_admin=", "figleaf_admin=" + "a".repeat(43), "x;=;;")) {
      assertThat(admin.get("/api/status", "Cookie: " + cookie).status()).isEqualTo(401);
    }
  }

  @Test
  void aNameThatTheOperatorGaveIsWelcomeAndNoOther() throws IOException {
    assertThat(admin.get("/livez", "Host: desk.EXAMPLE.com:9900").status()).isEqualTo(200);
    assertThat(admin.get("/livez", "Host: desk.example.org").status()).isEqualTo(421);
  }
}
