package dev.figleaf.proxy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/**
 * A command that was typed, and what it said.
 *
 * @param out with the folder of the test written as {@code DIR}
 * @param err the same
 */
record Typed(int code, String out, String err) {

  static Typed of(String... arguments) {
    return of(Map.of(), Path.of("no-such-folder"), arguments);
  }

  /** With rules in a folder, whose path the answer does not show. */
  static Typed in(Path folder, String... arguments) {
    return of(Map.of(), folder, arguments);
  }

  static Typed of(Map<String, String> environment, Path folder, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine commandLine =
        FigleafCommand.commandLine(environment)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setUsageHelpAutoWidth(false)
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int code = commandLine.execute(arguments);
    return new Typed(code, plain(out, folder), plain(err, folder));
  }

  private static String plain(StringWriter text, Path folder) {
    return text.toString().replace(folder.toString(), "DIR");
  }
}
