package dev.figleaf.proxy.admin.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.figleaf.proxy.Facade;
import dev.figleaf.proxy.Transport;
import dev.figleaf.proxy.admin.AdminServer;
import dev.figleaf.proxy.edge.EdgeSettings;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleTexts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole facade, led by its dashboard alone. */
@Timeout(120)
class FacadeDashboardTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;
  private DeskBrowser browser;
  private Facade facade;
  private int monolith;
  private int catalog;

  private record Folder(Path folder) implements RuleFiles {
    private static final RuleLoader LOADER = new RuleLoader(new RuleReader(_ -> Optional.empty()));

    @Override
    public Loaded get() {
      return LOADER.load(folder);
    }

    @Override
    public Loaded get(RuleTexts texts) {
      return LOADER.load(texts, folder);
    }

    @Override
    public Optional<Path> place() {
      return Optional.of(folder);
    }
  }

  @BeforeEach
  void start() throws Exception {
    browser = DeskBrowser.start();
    monolith = upstream("monolith");
    catalog = upstream("catalog");
    write("20%");
    var options =
        new Facade.Options(
            new EdgeSettings("127.0.0.1", 0, List.of(), "figleaf-1"),
            2,
            Transport.AUTO,
            new Folder(folder),
            folder,
            new AccessLog.Options(false, true, null),
            Facade.Keeping.NOTHING,
            new AdminServer.Options("127.0.0.1", 0));
    facade = ((Facade.Started.Ok) Facade.start(options)).facade();
  }

  private int upstream(String name) throws Exception {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end(name))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }

  private void write(String weight) throws IOException {
    Path next =
        Files.writeString(
            folder.resolve(".next"),
            """
            version: 1
            upstreams:
              monolith: { url: "http://127.0.0.1:%d" }
              catalog: { url: "http://127.0.0.1:%d" }
            seams:
              catalog: { from: monolith, to: catalog, weight: %s, cohort: [header:X-User-Id] }
            routes:
              - { match: /**, seam: catalog }
            """
                .formatted(monolith, catalog, weight));
    Files.move(next, folder.resolve("shop.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  @AfterEach
  void stop() throws Exception {
    browser.close();
    client.close();
    if (facade != null) {
      facade.close();
    }
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private String ask(int user) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + facade.port() + "/items/" + user))
            .header("X-User-Id", Integer.toString(user))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static void type(Page page, String weight) {
    var file = page.locator("textarea");
    file.fill(file.inputValue().replaceFirst("weight: [0-9]+%", "weight: " + weight));
    press(page, "Preview");
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
  }

  @Test
  void oneFindsTheShareMovesItIsRefusedPanicsAndGoesBack() throws Exception {
    Page page = browser.open();
    String desk = "http://127.0.0.1:" + facade.adminPort().orElseThrow();
    page.navigate(desk + "/");
    for (int user = 0; user < 200; user++) {
      ask(user);
    }
    assertThat(page.locator("#standing-catalog .between"))
        .containsText(Pattern.compile("[12][0-9](\\.[0-9])?% observed"));

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Preview")).click();
    type(page, "130%");
    assertThat(page.locator("#told")).containsText("130% is more than 100%");
    type(page, "60%");
    assertThat(page.locator("#told"))
        .containsText(
            Pattern.compile(
                "Of the last [12][0-9]{2} requests, [0-9]+ \\([345][0-9](\\.[0-9])?%\\) would be"
                    + " answered by somebody else"));

    page.navigate(desk + "/seams/catalog");
    page.locator("#weight").fill("100");
    assertThat(page.locator("#preview"))
        .containsText(
            Pattern.compile(
                "move 1[0-9]{2} clients to catalog, about [0-9.]+% of the last [12][0-9]{2} requests"));
    page.locator("#because").fill("all is well");
    press(page, "Override");
    assertThat(page.locator(".done")).containsText("catalog at 100%");
    assertThat(List.of(ask(1), ask(2), ask(3))).containsOnly("catalog");

    write("120%");
    assertThat(page.locator(".problems")).containsText("120% is more than 100%");

    page.navigate(desk + "/panic");
    page.keyboard().press("Enter");
    assertThat(page.locator(".banner.grave")).isVisible();
    assertThat(List.of(ask(1), ask(2), ask(3))).containsOnly("monolith");
    page.navigate(desk + "/panic");
    press(page, "Calm");
    assertThat(page.locator(".banner.grave")).hasCount(0);
    assertThat(ask(1)).isEqualTo("catalog");

    page.navigate(desk + "/history/1");
    page.locator("#because").fill("too much");
    press(page, "Roll back to 1");
    assertThat(page.locator("#banners")).containsText("Rolled back to revision 1");
    assertThat(page.locator("#standing-catalog .weight")).hasText("20%");
    assertThat(browser.complaints()).isEmpty();
  }
}
