package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.proxy.history.Author;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who changes something, and why: the history keeps both. */
final class AuthorOptions {
  @Option(
      names = "--because",
      paramLabel = "REASON",
      description = "Why; the history keeps it, and who looks sees it.")
  private @Nullable String because;

  @Option(names = "--by", paramLabel = "NAME", description = "Who does it; the user by default.")
  private @Nullable String by;

  /** What is sent, with who and why in it. */
  ObjectNode body() {
    var body = ViewJson.MAPPER.createObjectNode().put("by", name());
    if (because != null) {
      body.put("because", bounded("--because", because, Author.LONGEST_REASON));
    }
    return body;
  }

  private String name() {
    if (by != null) {
      return bounded("--by", by, Author.LONGEST_NAME);
    }
    String user = Words.plain(System.getProperty("user.name", "")).strip();
    return user.isEmpty()
        ? "operator"
        : user.substring(0, Math.min(user.length(), Author.LONGEST_NAME));
  }

  private static String bounded(String option, String text, int longest) {
    if (text.isBlank() || text.length() > longest || !text.equals(Words.plain(text))) {
      throw new ReportFailure(
          ReportFailure.CALLED_WRONGLY, option + " is one line of 1 to " + longest + " characters");
    }
    return text.strip();
  }
}
