package dev.figleaf.proxy;

import static dev.figleaf.proxy.Replica.ANN;
import static dev.figleaf.proxy.Replica.percent;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleService;
import dev.figleaf.proxy.history.HistoryJson;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A facade in a process of its own that changes what is live until it is killed. */
final class ChangingFacade {
  private ChangingFacade() {}

  static Process start(Path folder, long known) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ChangingFacade.class.getName(),
            folder.toString(),
            Long.toString(known))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The folder, and the last revision that was heard of. */
  public static void main(String[] arguments) throws IOException {
    // What the log says goes elsewhere.
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Path folder = Path.of(arguments[0]);
    StoreSettings store =
        StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db")));
    try (var one = Replica.start("one", folder.resolve("rules"), store)) {
      RuleService rules = one.rules();
      long known = Long.parseLong(arguments[1]);
      List<RuleEvent> unheard =
          rules.history(0, 10).stream().filter(event -> event.revision() > known).toList();
      unheard.reversed().forEach(event -> out.println("found " + HistoryJson.write(event)));
      out.println("state " + HistoryJson.write(rules.state()));
      out.println(
          "weights catalog=%d orders=%d".formatted(one.weight("catalog"), one.weight("orders")));
      change(one, new Random(known), out);
    }
  }

  private static void change(Replica one, Random random, PrintStream out) {
    RuleService rules = one.rules();
    for (int i = 0; i < 100_000; i++) {
      int number = random.nextInt(101);
      Changed changed =
          switch (random.nextInt(7)) {
            case 0 -> rules.override(ANN, "catalog", percent(number), null, null);
            case 1 -> rules.override(ANN, "orders", percent(number), null, null);
            case 2 -> rules.lift(ANN, random.nextBoolean() ? "catalog" : "orders", null);
            case 3 -> rules.panic(ANN);
            case 4 -> rules.calm(ANN);
            case 5 -> rules.rollback(ANN, Math.max(1, rules.state().revision() - 3), null);
            default -> written(one, number);
          };
      if (changed instanceof Changed.Done done) {
        out.println("done " + HistoryJson.write(done.event()));
      }
    }
  }

  private static Changed written(Replica one, int number) {
    long before = one.rules().state().revision();
    one.write(number);
    return one.rules()
        .event(before + 1)
        .<Changed>map(event -> new Changed.Done(event, false))
        .orElse(new Changed.Refused("unchanged", ""));
  }
}
