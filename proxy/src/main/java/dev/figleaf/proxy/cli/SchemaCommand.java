package dev.figleaf.proxy.cli;

import dev.figleaf.rules.RuleSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema that lets editors complete and check rule files. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of rule files, for editors.",
    footer = {"", "At the top of a rule file: # yaml-language-server: $schema=FILE"})
final class SchemaCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    new Output(spec.commandLine()).json(RuleSchema.ofRules());
    return ExitCode.OK;
  }
}
