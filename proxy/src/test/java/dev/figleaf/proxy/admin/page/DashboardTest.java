package dev.figleaf.proxy.admin.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.history.Change;
import dev.figleaf.proxy.shadow.report.SampleEvidence;
import dev.figleaf.rules.Percentage;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators do with the dashboard, in a real browser. */
@Timeout(120)
class DashboardTest {
  private static final String DIFFERENCE = "/shadow/differences/" + SampleEvidence.priceId();
  private static final List<String> PAGES =
      List.of(
          "/",
          "/seams/catalog",
          "/seams/catalog?weight=50",
          "/seams/checkout",
          DIFFERENCE,
          "/upstreams",
          "/upstreams/catalog",
          "/routes",
          "/routes?method=GET&url=/api/catalog/items/7",
          "/history",
          "/history/1",
          "/inventory",
          "/sunset?days=90",
          "/panic",
          "/login?refused=1");

  /** Texts whose contrast is below WCAG 2.2's AA (1.4.3), each with what it is. */
  private static final String PALE =
      """
      () => {
        const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
        const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
        const over = (top, under) => {
          const a = top[3] ?? 1;
          return [0, 1, 2].map(i => top[i] * a + under[i] * (1 - a));
        };
        const ground = element => {
          const layers = [];
          for (let e = element; e; e = e.parentElement) {
            layers.push(parse(getComputedStyle(e).backgroundColor));
          }
          return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
        };
        const pale = [];
        for (const element of document.body.querySelectorAll('*')) {
          const own = [...element.childNodes].some(n => n.nodeType === 3 && n.nodeValue.trim());
          if (!own || !element.checkVisibility() || element.closest('.unseen, svg, .u-legend')) {
            continue;
          }
          const style = getComputedStyle(element);
          const below = ground(element);
          const both = [light(over(parse(style.color), below)), light(below)].sort((a, b) => b - a);
          const size = parseFloat(style.fontSize);
          const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
          const ratio = (both[0] + 0.05) / (both[1] + 0.05);
          if (ratio < (large ? 3 : 4.5)) {
            pale.push(ratio.toFixed(2) + ' ' + element.outerHTML.slice(0, 120));
          }
        }
        return pale;
      }
      """;

  private static final String BEYOND_THE_EDGE =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  private static DeskBrowser browser;

  @TempDir Path folder;
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
    server = new DeskServer(0, DeskServer.ticking(), DeskServer.evidence(folder)).furnished();
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

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator field(Page page, String name) {
    return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator news(Page page) {
    return page.locator("#news");
  }

  @ParameterizedTest
  @CsvSource({"380, LIGHT", "380, DARK", "1440, LIGHT", "1440, DARK"})
  void everyPageFitsCanBeReadAndComplainsOfNothing(int width, ColorScheme scheme) {
    server.operations.override(
        new Author("ann", "api 127.0.0.1", "error spike"),
        "catalog",
        Percentage.parse("5%"),
        null,
        null);
    server.desk.rejected =
        new StatusView.RejectionView(
            server.clock.instant(), List.of("shop.yaml:14:7 seams.catalog.weight: 120%"));
    Page page = browser.open(width, scheme, true);
    for (String path : PAGES) {
      page.navigate(server.url(path));
      if (!path.startsWith("/login")) {
        assertThat(news(page)).hasAttribute("data-state", "live");
      }
      if (path.equals("/seams/catalog")) {
        assertThat(page.locator(".plot canvas")).hasCount(4);
      }
      assertThat(page.evaluate(PALE)).as(path).isEqualTo(List.of());
      assertThat(page.evaluate(BEYOND_THE_EDGE)).as(path).isEqualTo(0);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aWeightIsOverriddenAndGivenBack() {
    Page page = open("/");
    link(page, "catalog").click();
    field(page, "Weight").fill("5");
    assertThat(page.locator("#preview")).containsText("5% of the last 12,480 requests");
    page.locator("#for").selectOption("15m");
    field(page, "Because").fill("error spike");
    field(page, "Your name").fill("ann");
    button(page, "Override").click();

    assertThat(page.locator(".done")).containsText("catalog at 5%");
    assertThat(page.locator(".says")).containsText("by ann, for 14 min more; the files say 20%");
    assertThat(server.operations.state().overrides())
        .hasEntrySatisfying(
            "catalog", it -> assertThat(it.weight()).isEqualTo(Percentage.parse("5%")));

    button(page, "Lift it: 20% again").click();
    assertThat(page.locator(".says .weight")).hasText("20%");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aWeightThatIsNoneIsSaidBesideItsField() {
    Page page = open("/seams/catalog");
    field(page, "Weight").fill("120");
    field(page, "Because").fill("more");
    button(page, "Override").click();

    assertThat(page.locator("#weight-fault")).hasText("120% is more than 100%");
    assertThat(field(page, "Weight")).hasAttribute("aria-invalid", "true");
    assertThat(field(page, "Because")).hasValue("more");
    assertThat(server.operations.state().revision()).isEqualTo(2);
  }

  @Test
  void whoLookedAtAnOlderRevisionIsAskedToLookAgain() {
    Page page = open("/seams/catalog");
    field(page, "Weight").fill("30");
    field(page, "Because").fill("all is well");
    server.operations.panic(new Author("ben", "api 127.0.0.1", null));
    assertThat(page.locator("#banners")).containsText("Panic: every seam is back");
    button(page, "Override").click();

    assertThat(page.locator(".fault.whole")).containsText("revision 3 became live");
    button(page, "Override").click();
    assertThat(page.locator(".done")).containsText("catalog at 30%");
  }

  @Test
  void aDifferenceIsAcceptedAndThatIsTakenBack() {
    Page page = open("/seams/catalog");
    link(page, "body:$.price").click();
    assertThat(page.locator(".diff .named")).containsText("12.49");
    field(page, "Because").fill("rounded as agreed");
    field(page, "Your name").fill("ann");
    button(page, "Accept it").click();

    assertThat(page.locator("#word-title")).hasText("It is meant");
    link(page, "catalog").click();
    assertThat(page.locator("details summary")).hasText("1 accepted difference");
    page.goBack();
    button(page, "Take that back").click();
    assertThat(page.locator("#word-title")).hasText("Is it meant?");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void panicAndCalmNeedNothingButAKeyboard() {
    Page page = open("/");
    tabTo(page, "Panic…");
    page.keyboard().press("Enter");
    page.waitForURL("**/panic");
    assertThat(page.locator("main :focus")).isVisible();
    page.keyboard().type("all is red");
    page.keyboard().press("Enter");

    assertThat(page.locator("#banners")).containsText("because all is red");
    assertThat(page.locator(".weight")).hasText(new String[] {"0%", "0%", "0%"});
    tabTo(page, "Calm…");
    page.keyboard().press("Enter");
    page.waitForURL("**/panic");
    assertThat(page.locator("main :focus")).isVisible();
    page.keyboard().press("Enter");
    assertThat(page.locator(".weight")).hasText(new String[] {"20%", "0%", "100%"});
    assertThat(page.locator(".banner")).hasCount(0);
    assertThat(browser.complaints()).isEmpty();
  }

  private static void tabTo(Page page, String text) {
    String focused = "document.activeElement.textContent.trim()";
    for (int i = 0; i < 20 && !page.evaluate(focused).equals(text); i++) {
      page.keyboard().press("Tab");
    }
    assertThat(page.evaluate(focused)).isEqualTo(text);
    assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
  }

  @Test
  void panicNeedsNoScripts() {
    Page page = browser.open(380, ColorScheme.DARK, false);
    page.navigate(server.url("/"));
    assertThat(news(page)).containsText("as of");
    link(page, "Panic…").click();
    button(page, "Panic: everything back").click();
    assertThat(page.locator(".banner.grave")).isVisible();
  }

  @Test
  void whatWasLiveIsSoAgain() {
    Page page = open("/history");
    link(page, "1").click();
    assertThat(page.locator(".file .come")).containsText("weight: 5%");
    field(page, "Because").fill("the new weight is too much");
    button(page, "Roll back to 1").click();

    assertThat(page.locator(".banner")).containsText("Rolled back to revision 1");
    assertThat(server.operations.state().revision()).isEqualTo(3);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void rulesThatAreRefusedShowUpByThemselves() {
    Page page = open("/");
    assertThat(news(page)).hasAttribute("data-state", "live");
    String problem = "shop.yaml:14:7 seams.<img src=x onerror=alert(1)>: 120% is more than 100%";
    server.desk.rejected = new StatusView.RejectionView(server.clock.instant(), List.of(problem));
    server.operations.add(Author.FILES, new Change.FilesRejected("f00", null, List.of(problem)));

    assertThat(page.locator(".problems")).hasText(problem);
    assertThat(page.locator(".banner.warn h2")).containsText("have 1 problem");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void figuresStayFreshWhereNothingElseChanges() {
    Page page = open("/");
    assertThat(news(page)).hasAttribute("data-state", "live");
    page.locator("#name-catalog a").focus();
    server.desk.written = List.of(SampleDesk.seam("catalog", "20%", 777, null));

    assertThat(page.locator("#standing-catalog")).containsText("777/s in all");
    assertThat(page.locator("#name-catalog a")).isFocused();
  }

  @Test
  void itSaysSoWhenItHearsNothingAndAgainWhenItDoes() throws Exception {
    Page page = open("/");
    assertThat(news(page)).hasAttribute("data-state", "live");
    int port = server.port();
    server.close();
    assertThat(news(page)).hasText(Pattern.compile("no news for \\d+ s"));
    assertThat(page.locator("#standing-catalog")).hasCSS("opacity", "0.45");

    server = new DeskServer(port, DeskServer.ticking(), null).furnished();
    assertThat(news(page))
        .hasText("live", new LocatorAssertions.HasTextOptions().setTimeout(20_000));
  }

  @Test
  void aRequestIsExplainedWhileItIsTyped() {
    Page page = open("/routes");
    field(page, "Path or URL").fill("/api/catalog/items/7");
    assertThat(page.locator("#explained")).containsText("GET /api/catalog/items/7");
    field(page, "Headers").fill("X-User-Id: 42");
    assertThat(page.locator("#explained")).containsText("cohort X-User-Id: 42");
    field(page, "Path or URL").fill("nowhere");
    assertThat(page.locator("#explained .fault")).containsText("neither a path nor a URL");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void hostileTextsAreShownAsTheyAre() {
    String hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    server.desk.written = List.of(SampleDesk.seam(hostile, "20%", 12, null));
    server.operations.override(
        new Author(hostile, hostile, hostile), hostile, Percentage.parse("5%"), null, null);
    Page page = open("/");
    link(page, hostile).click();

    assertThat(page.locator("h1")).containsText(hostile);
    assertThat(page.locator(".holding")).containsText(hostile);
    assertThat(page.locator("script:not([src]), img[src=x]")).hasCount(0);
    field(page, "Weight").fill("7");
    field(page, "Because").fill(hostile);
    button(page, "Override").click();
    assertThat(page.locator(".done")).containsText(hostile);
    assertThat(page.locator(".plot canvas")).hasCount(4);
    assertThat(browser.complaints()).isEmpty();
  }
}
