package dev.figleaf.proxy.admin.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.figleaf.proxy.harness.Chromium;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The Chromium that the machine brings along, and what its pages complain of. */
final class DeskBrowser implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private @Nullable BrowserContext last;

  private DeskBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts one; the test is skipped where there is none. */
  static DeskBrowser start() {
    var executable = Chromium.executable();
    var options =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    Playwright playwright = Playwright.create(options);
    PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
    // The sandbox does not start for root, which CI often is.
    var launch =
        new BrowserType.LaunchOptions()
            .setExecutablePath(executable)
            .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"));
    return new DeskBrowser(playwright, playwright.chromium().launch(launch));
  }

  /** A window with nothing remembered; the one before it is closed. */
  Page open(int width, ColorScheme scheme, boolean scripts) {
    leave();
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(scripts)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    context.setDefaultTimeout(15_000);
    last = context;
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onResponse(
        answer -> {
          if (answer.status() >= 400) {
            complaints.add(answer.status() + " " + answer.url());
          }
        });
    page.onRequestFailed(
        request -> {
          // Who leaves a page ends what it waits for.
          if (!"net::ERR_ABORTED".equals(request.failure())) {
            complaints.add(request.failure() + " " + request.url());
          }
        });
    return page;
  }

  /** Closes the window, before what it listens to is gone. */
  void leave() {
    if (last != null) {
      last.close();
      last = null;
    }
    complaints.clear();
  }

  /** A wide window, in the light, with scripts. */
  Page open() {
    return open(1440, ColorScheme.LIGHT, true);
  }

  /** What went wrong since the last window was opened: errors of scripts, requests that failed. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
