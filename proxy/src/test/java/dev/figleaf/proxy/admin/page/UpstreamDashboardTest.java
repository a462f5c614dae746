package dev.figleaf.proxy.admin.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.upstream.EndpointOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators tell an upstream, in a real browser. */
@Timeout(120)
class UpstreamDashboardTest {
  private static DeskBrowser browser;

  private DeskServer server;

  @BeforeAll
  static void startTheBrowser() {
    browser = DeskBrowser.start();
  }

  @AfterAll
  static void endTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void serve() throws Exception {
    server = new DeskServer(0, DeskServer.ticking(), null).furnished();
  }

  @AfterEach
  void stop() throws Exception {
    browser.leave();
    server.close();
  }

  private Page open(String path) {
    Page page = browser.open();
    page.navigate(server.url(path));
    return page;
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
  }

  @Test
  void anEndpointIsDrainedAndGetsRequestsAgain() {
    Page page = open("/upstreams");
    page.locator("h2 a:text-is('monolith')").click();
    page.locator("#endpoint").selectOption("10.0.0.8:8082");
    page.locator("#because").fill("new disk");
    press(page, "Drain");
    assertThat(page.locator(".standing .tag.warn")).hasText("drained");

    page.locator("#endpoint").selectOption("10.0.0.7:8082");
    press(page, "Drain");
    assertThat(page.locator(".fault.whole")).containsText("nobody would answer");

    page.locator("#endpoint").selectOption("10.0.0.8:8082");
    press(page, "Restore");
    assertThat(page.locator(".standing .tag.warn")).hasCount(0);
    assertThat(server.orders.told()).hasSize(2);
  }

  @Test
  void whatIsTypedAboutAnUpstreamStaysWhileItsFiguresAreFresh() {
    Page page = open("/upstreams/catalog");
    assertThat(page.locator("#news")).hasAttribute("data-state", "live");
    page.locator("#endpoint").selectOption("10.0.0.8:8082");
    page.locator("#because").fill("new disk");
    server.orders.endpoint(
        new Author("ben", "api 127.0.0.1", null),
        "catalog",
        EndpointOrder.RESTORE,
        "10.0.0.8:8082");

    assertThat(page.locator(".standing .tag.warn")).hasCount(0);
    assertThat(page.locator("#endpoint")).hasValue("10.0.0.8:8082");
    assertThat(page.locator("#because")).hasValue("new disk");
    assertThat(page.locator("#because")).isFocused();
    assertThat(browser.complaints()).isEmpty();
  }
}
