package dev.figleaf.proxy.cli;

import static dev.figleaf.proxy.cli.AskedFacade.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.OverridesYaml;
import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.rules.Percentage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a seam a weight on top of its files, for a while. */
@Command(
    name = "override",
    description = "Gives a seam another weight than its file says, at once and for a while.",
    exitCodeList = {ChangeAction.LIVE, ChangeAction.NOT_DONE, DeskAction.WRONG, DeskAction.NOBODY},
    footer = {
      "",
      "Example: figleaf override catalog --weight 0%% --for 1h --because 'error spike'",
      "To keep it: figleaf override catalog --export, into the rule file, then --lift"
    })
final class OverrideCommand extends ChangeAction {
  @Parameters(arity = "0..1", paramLabel = "SEAM", description = "The seam.")
  private @Nullable String seam;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Wish wish;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long, such as 90s, 1h, 2d; until it is lifted without it.")
  private @Nullable String time;

  @Option(
      names = "--expect",
      paramLabel = "REVISION",
      description = "Only if this revision is live still.")
  private @Nullable Long expected;

  /** What is wanted. */
  private static final class Wish {
    @Option(
        names = "--weight",
        paramLabel = "SHARE",
        description = "The share of clients that the new side serves, such as 5%%.")
    private @Nullable String weight;

    @Option(names = "--lift", description = "Back to what the file says.")
    private boolean lift;

    @Option(names = "--list", description = "List the overrides that hold.")
    private boolean list;

    @Option(
        names = "--export",
        description = "Print the YAML that would make it last: of the seam, or of all.")
    private boolean export;
  }

  @Override
  int act(AskedFacade facade, Output output) {
    if (time != null && wish.weight == null) {
      throw refusal("--for goes with --weight");
    }
    if (wish.list || wish.export) {
      return show(facade, output);
    }
    if (seam == null) {
      throw refusal("which seam? Say its name too");
    }
    return wish.weight == null
        ? lift(facade, output, seam)
        : set(facade, output, seam, weight(wish.weight));
  }

  private int show(AskedFacade facade, Output output) {
    JsonNode answer = facade.json("/api/overrides");
    if (wantsJson()) {
      output.json(answer);
      return ExitCode.OK;
    }
    List<OverrideView> all =
        Listed.all(answer.path("overrides"), OverrideView.class).stream()
            .filter(one -> seam == null || one.seam().equals(seam))
            .toList();
    if (wish.export) {
      output.line(OverridesYaml.of(all).stripTrailing());
    } else if (all.isEmpty()) {
      output.line("nothing is overridden");
    } else {
      Instant now = Instant.now();
      all.forEach(one -> output.line(one.seam() + ": " + OverrideText.of(one, now)));
    }
    return ExitCode.OK;
  }

  private Percentage weight(String text) {
    try {
      return Percentage.parse(text.endsWith("%") ? text : text + "%");
    } catch (IllegalArgumentException e) {
      throw refusal("--weight: " + e.getMessage());
    }
  }

  private int set(AskedFacade facade, Output output, String name, Percentage weight) {
    JsonNode list = facade.json("/api/seams").path("seams");
    SeamView before = AskedFacade.view(Listed.named(list, "seam", name), SeamView.class);
    if (!wantsJson()) {
      output.line(Moves.of(before, weight));
    }
    var body = body().put("weight", weight.toString());
    if (time != null) {
      body.put("for", time);
    }
    change(facade, output, "PUT", path(name), body, expected);
    return ExitCode.OK;
  }

  private int lift(AskedFacade facade, Output output, String name) {
    change(facade, output, "DELETE", path(name), body(), expected);
    return ExitCode.OK;
  }

  private static String path(String name) {
    return "/api/overrides/" + encoded(name);
  }
}
