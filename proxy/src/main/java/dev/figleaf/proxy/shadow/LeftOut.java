package dev.figleaf.proxy.shadow;

/** Why a pair was not compared; the reasons why a request was not copied are of whoever copies. */
final class LeftOut {
  static final String JUDGE_FULL = "judge-full";
  static final String JUDGE_FAILED = "judge-failed";
  static final String STOPPED = "stopped";
  static final String CONTROL_FAILED = "control-failed";
  static final String CONDITIONAL = "conditional";
  static final String RECHECK_FULL = "recheck-full";
  static final String RECHECK_FAILED = "recheck-failed";
  static final String TOO_MANY_DIFFERENCES = "too-many-differences";

  private LeftOut() {}
}
