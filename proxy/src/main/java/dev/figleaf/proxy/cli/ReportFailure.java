package dev.figleaf.proxy.cli;

/** Why a command ended without what was asked for; its message is for operators. */
final class ReportFailure extends RuntimeException {
  /** The answer is no. */
  static final int NO = 1;

  static final int CALLED_WRONGLY = 2;

  /** Neither a facade nor a database answers. */
  static final int NOBODY = 3;

  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String code;

  ReportFailure(int exitCode, String message) {
    this(exitCode, "", message);
  }

  /**
   * What a facade refused.
   *
   * @param code the code of its problem document
   */
  ReportFailure(int exitCode, String code, String message) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }

  /** Whether a facade refused it with this code. */
  boolean is(String refusal) {
    return code.equals(refusal);
  }

  int exitCode() {
    return exitCode;
  }
}
