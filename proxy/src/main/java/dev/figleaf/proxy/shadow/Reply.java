package dev.figleaf.proxy.shadow;

/** What came back from one side. */
public sealed interface Reply {
  /** An answer, of whatever status. */
  record Answered(Answer answer) implements Reply {}

  /**
   * No answer.
   *
   * @param code the word of the failure, such as {@code connect-timeout}
   */
  record Failed(String code) implements Reply {}
}
