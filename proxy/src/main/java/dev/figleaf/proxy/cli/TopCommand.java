package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.ViewJson;
import java.io.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows a facade at work, drawn anew each second. */
@Command(
    name = "top",
    description = "Shows seams and upstreams at work, drawn anew each second; Ctrl-C ends it.",
    exitCodeList = {
      "0:it was told to end",
      DeskAction.REFUSED,
      DeskAction.WRONG,
      DeskAction.NOBODY
    },
    footer = {"", "As wide as COLUMNS says, and as high as LINES; 80 by 24 by default."})
final class TopCommand extends DeskAction {
  private static final String ENTER = "\033[?1049h\033[?25l";
  private static final String LEAVE = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String TO_THE_RIGHT = "\033[K";
  private static final String BELOW = "\033[J";

  @Option(names = "--once", description = "Draw once, and end.")
  private boolean once;

  @Override
  int act(AskedFacade facade, Output output) {
    var top = new LiveTop(facade);
    TopFrame.Seen seen = top.look();
    if (wantsJson()) {
      output.json(ViewJson.MAPPER.<JsonNode>valueToTree(seen));
      return ExitCode.OK;
    }
    if (once) {
      draw(seen, output);
      return ExitCode.OK;
    }
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw refusal("this is no terminal to draw on; say --once");
    }
    return live(facade, top, output);
  }

  private static void draw(TopFrame.Seen seen, Output output) {
    TopFrame.of(seen, Duration.ZERO, size("COLUMNS", 80), Instant.now()).forEach(output::line);
  }

  private static int live(AskedFacade facade, LiveTop top, Output output) {
    var signals = new Signals(() -> Runtime.getRuntime().halt(ExitCode.SOFTWARE));
    Thread following = Thread.ofVirtual().start(top::follow);
    output.raw(ENTER);
    try {
      do {
        output.raw(picture(facade, top, output));
      } while (!signals.end().await(1, TimeUnit.SECONDS) && !output.isGone());
      return ExitCode.OK;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    } finally {
      following.interrupt();
      output.raw(LEAVE);
    }
  }

  private static String picture(AskedFacade facade, LiveTop top, Output output) {
    List<String> lines =
        top.heard().map(TopCommand::frame).orElseGet(() -> TopFrame.waiting("" + facade.url()));
    var picture = new StringBuilder(HOME);
    lines.stream()
        .limit(size("LINES", 24) - 1L)
        .forEach(line -> picture.append(painted(line, output)).append(TO_THE_RIGHT).append('\n'));
    return picture.append(BELOW).toString();
  }

  private static List<String> frame(LiveTop.Heard heard) {
    Duration silence = Duration.ofNanos(System.nanoTime() - heard.nanos());
    return TopFrame.of(heard.seen(), silence, size("COLUMNS", 80), Instant.now());
  }

  private static String painted(String line, Output output) {
    return line.matches("(STALE|PANIC|REFUSED|ROLLED BACK).*") ? output.bad(line) : line;
  }

  private static int size(String variable, int usual) {
    String said = System.getenv().getOrDefault(variable, "");
    return said.matches("[1-9][0-9]{1,2}") ? Integer.parseInt(said) : usual;
  }
}
