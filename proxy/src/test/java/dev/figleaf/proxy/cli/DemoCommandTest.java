package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DemoCommandTest {
  private static final Path SHOP = Path.of("../routing-rules/rules/shop.yaml");
  private static final Pattern SHARE = Pattern.compile("catalog served ([0-9.]+)% of the catalog");

  @TempDir Path folder;

  private Typed demo(String time) {
    return Typed.in(folder, "demo", "--free-ports", "--for", time, "--rules", folder.toString());
  }

  private static double share(Typed typed) {
    Matcher share = SHARE.matcher(typed.out());
    assertThat(share.find()).as(typed.toString()).isTrue();
    return Double.parseDouble(share.group(1));
  }

  @Test
  void aboutOneInFiveIsServedByTheCatalogAndNothingFails() throws IOException {
    Files.copy(SHOP, folder.resolve("shop.yaml"));

    Typed typed = demo("5s");

    assertThat(typed.code()).as(typed.toString()).isZero();
    assertThat(typed.out()).contains(" 0 failed").contains("the shop, through Figleaf");
    assertThat(share(typed)).isBetween(10.0, 30.0);
  }

  @Test
  void editsOfTheRulesAreTakenUpAndMistakesAreToldWhileItRuns() throws Exception {
    String shop = Files.readString(SHOP);
    Path file = Files.writeString(folder.resolve("shop.yaml"), shop.replace("20%", "0%"));
    CompletableFuture<Typed> running =
        CompletableFuture.supplyAsync(
            () -> demo("9s"), Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory()));
    try (var edits = Executors.newSingleThreadScheduledExecutor()) {
      edits.schedule(
          () -> Files.writeString(file, shop.replace("20%", "120%")), 4, TimeUnit.SECONDS);
      edits.schedule(
          () -> Files.writeString(file, shop.replace("20%", "100%")), 6, TimeUnit.SECONDS);
    }

    Typed typed = running.get();

    assertThat(typed.code()).as(typed.toString()).isZero();
    assertThat(typed.out())
        .contains("the rules have errors; nothing changes\n  DIR/shop.yaml:")
        .contains("seams.catalog.weight: 120% is more than 100%")
        .contains("revision 3 is live, catalog at 100%");
    assertThat(share(typed)).as("from 0% to 100% late in the demo").isBetween(1.0, 99.0);
  }

  @Test
  void theOneThatStaysHasAFaultToBeFoundAndSaysWhatToTry() {
    Typed typed =
        Typed.in(
            folder, "demo", "--stay", "--free-ports", "--for", "5s", "--out", folder.toString());

    assertThat(typed.code()).as(typed.toString()).isZero();
    assertThat(typed.out())
        .containsPattern("figleaf seams catalog --admin http://127.0.0.1:\\d+")
        .contains("figleaf diff DIR/shop.yaml")
        .contains(" 0 failed");
    assertThat(folder.resolve("figleaf.db")).exists();
    assertThat(Typed.in(folder, "demo", "--stay", "--shadow").code()).isEqualTo(2);
  }

  @Test
  void rulesWithErrorsStartNothing() throws IOException {
    RuleTexts.write(folder, RuleTexts.BAD);

    Typed typed = demo("5s");

    assertThat(typed.code()).isEqualTo(2);
    assertThat(typed.err()).contains("DIR/rules.yaml:6:9 routes[0].to");
  }
}
