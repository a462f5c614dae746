package dev.figleaf.proxy.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.RemoteWebDriver;

/** A real browser without a window, which the machine brings along; it believes any certificate. */
public final class Chromium implements AutoCloseable {
  private final ChromeDriverService service;
  private final RemoteWebDriver driver;

  private Chromium(ChromeDriverService service, ChromeOptions options) {
    this.service = service;
    this.driver = new RemoteWebDriver(service.getUrl(), options, false);
  }

  /** Starts one; the test is skipped where there is none. */
  public static Chromium start() throws IOException {
    Optional<Path> browser = program("chromium", "chromium-browser", "google-chrome");
    Optional<Path> driver = program("chromedriver");
    Assumptions.assumeTrue(
        browser.isPresent() && driver.isPresent(),
        "SKIPPED: needs chromium and chromedriver; apt-get install chromium chromium-driver");
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    service.start();
    try {
      return new Chromium(service, options(browser.orElseThrow()));
    } catch (WebDriverException e) {
      service.stop();
      throw e;
    }
  }

  /** Where the browser is; a test that needs it is skipped where there is none. */
  public static Path executable() {
    Optional<Path> browser = program("chromium", "chromium-browser", "google-chrome");
    Assumptions.assumeTrue(
        browser.isPresent(), "SKIPPED: needs chromium; apt-get install chromium");
    return browser.orElseThrow();
  }

  private static Optional<Path> program(String... names) {
    List<Path> folders =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
            .map(Path::of)
            .toList();
    return Stream.of(names)
        .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static ChromeOptions options(Path browser) {
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    var options = new ChromeOptions();
    options.setBinary(browser.toFile());
    // The sandbox does not start for root, which CI often is.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.setAcceptInsecureCerts(true);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    return options;
  }

  /** Loads a page with everything that it asks for. */
  public void open(String url) {
    driver.get(url);
  }

  /** Clicks on the link with this text. */
  public void follow(String link) {
    driver.findElement(By.linkText(link)).click();
  }

  /** Waits until a script returns a text, and one as wanted. */
  public String await(String script, Predicate<String> wanted) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> Optional.ofNullable(driver.executeScript(script)).map(Object::toString),
            text -> text.filter(wanted).isPresent())
        .orElseThrow();
  }

  /** What a script returns, each as text. */
  public List<String> list(String script) {
    return Objects.requireNonNull((List<?>) driver.executeScript(script)).stream()
        .map(Object::toString)
        .toList();
  }

  /** Errors in its console, of scripts and of the network; a page need not have an icon. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("/favicon.ico "))
        .toList();
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } finally {
      service.stop();
    }
  }
}
