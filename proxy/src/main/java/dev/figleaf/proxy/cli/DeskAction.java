package dev.figleaf.proxy.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command of the operator's desk: asks a facade that runs, or tells it something. */
abstract class DeskAction extends ReportAction {
  /** How each of these commands may end. */
  static final String DONE = "0:it was answered";

  static final String REFUSED = "1:the facade refuses it, or knows of no such thing";
  static final String WRONG = "2:the command was called wrongly, or the config has errors";
  static final String NOBODY = "3:no facade answers";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private FacadeOptions options;

  @Option(names = "--json", description = "Answer as the facade does, for a machine to read.")
  private boolean json;

  @Override
  final int act(Output output) {
    try (AskedFacade facade = options.asked()) {
      return act(facade, output);
    }
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  abstract int act(AskedFacade facade, Output output);

  boolean wantsJson() {
    return json;
  }
}
