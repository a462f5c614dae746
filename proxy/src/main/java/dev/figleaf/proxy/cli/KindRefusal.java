package dev.figleaf.proxy.cli;

import dev.figleaf.rules.Nearest;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers a wrong call with what was wrong and what to type, not with the whole manual. */
final class KindRefusal implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    var out = new Output(command);
    out.error("figleaf: " + message(wrong, command));
    out.error("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String message(ParameterException wrong, CommandLine command) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched.getUnmatched().getFirst(), command);
    }
    String message = String.valueOf(wrong.getMessage());
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String unknown(String word, CommandLine command) {
    boolean option = word.startsWith("-");
    Set<String> known =
        option ? command.getCommandSpec().optionsMap().keySet() : command.getSubcommands().keySet();
    return (option
            ? "there is no option "
            : known.isEmpty() ? "this is too much: " : "there is no command ")
        + word
        + Nearest.to(word, known).map(near -> "; did you mean " + near + "?").orElse("");
  }
}
