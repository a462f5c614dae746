package dev.figleaf.proxy.shadow;

/** Hears what becomes of pairs, for meters. Called on the judge's thread; must not block. */
public interface JudgeEvents {
  /** Hears nothing. */
  JudgeEvents NONE = new JudgeEvents() {};

  /** A pair has its finding. */
  default void found(String subject, Finding finding) {}

  /** The candidate gave no answer, so often. */
  default void failed(String subject, String code, long count) {}

  /** Requests were not shadowed, or not compared. */
  default void leftOut(String subject, String reason, long count) {}
}
