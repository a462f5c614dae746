package dev.figleaf.proxy.shadow;

import io.netty.util.AsciiString;

/** Why a request is not copied, or a pair not compared: the words of metrics and reports. */
final class LeftOut {
  /** Says of a request that it is a copy. */
  static final AsciiString SHADOW_HEADER = AsciiString.cached("X-Figleaf-Shadow");

  /** Outside of the share that is copied. */
  static final String NOT_SAMPLED = "not-sampled";

  /** Its method is none of those that are copied. */
  static final String UNSAFE_METHOD = "unsafe-method";

  /** It is a copy itself, of a facade before this one. */
  static final String ALREADY_SHADOW = "already-shadow";

  /** It asks for another protocol. */
  static final String UPGRADE = "upgrade";

  /** Its body is over the limit. */
  static final String BODY_TOO_LARGE = "body-too-large";

  /** What copies may hold together is held. */
  static final String BUDGET = "budget";

  /** The client left before its answer was whole. */
  static final String CLIENT_GONE = "client-gone";

  /** The side that served it did not answer. */
  static final String NOT_ANSWERED = "not-answered";

  /** Both sides are one. */
  static final String SAME_UPSTREAM = "same-upstream";

  /** The copy took longer than it may. */
  static final String TIMEOUT = "timeout";

  /** The process is about to end. */
  static final String STOPPED = "stopped";

  /** More pairs wait to be compared than may. */
  static final String JUDGE_FULL = "judge-full";

  /** Comparing failed, which is a defect of Figleaf. */
  static final String JUDGE_FAILED = "judge-failed";

  /** The control gave no answer to compare with. */
  static final String CONTROL_FAILED = "control-failed";

  /** It asked for a part, or only for what is new, and a side answered that. */
  static final String CONDITIONAL = "conditional";

  /** More pairs wait to be asked again than may. */
  static final String RECHECK_FULL = "recheck-full";

  /** Whoever was asked again gave no answer. */
  static final String RECHECK_FAILED = "recheck-failed";

  /** Comparing began anew while a pair was asked again. */
  static final String RESTARTED = "restarted";

  /** A pair differs in more places than are named. */
  static final String TOO_MANY_DIFFERENCES = "too-many-differences";

  private LeftOut() {}
}
