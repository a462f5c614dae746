package dev.figleaf.proxy.shadow;

/** What came back from one side. */
public sealed interface Reply {
  /** An answer, of whatever status. */
  record Answered(Answer answer) implements Reply {}

  /**
   * No answer.
   *
   * @param code the word of the failure, such as {@code connect-timeout}
   * @param asked whether the side was asked at all; where it was not, it is not to blame
   */
  record Failed(String code, boolean asked) implements Reply {}
}
