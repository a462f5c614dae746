package dev.figleaf.proxy.cli;

/** Why a command about reports ended without what was asked for; its message is for operators. */
final class ReportFailure extends RuntimeException {
  /** The answer is no. */
  static final int NO = 1;

  static final int CALLED_WRONGLY = 2;

  /** Neither a facade nor a database answers. */
  static final int NOBODY = 3;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  ReportFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
