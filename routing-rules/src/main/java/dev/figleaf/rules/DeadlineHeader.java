package dev.figleaf.rules;

/** Whether, and in which header, an upstream is told how long its client still waits. */
@Form(is = "the name of a header or the word off", like = "X-Request-Deadline-Ms")
public sealed interface DeadlineHeader {
  /** The header where nobody says otherwise. */
  String STANDARD = "X-Request-Deadline-Ms";

  /** Nothing is written: it is told, unless it is what a seam moves out of. */
  record Unsaid() implements DeadlineHeader {}

  /** It is not told. */
  record Off() implements DeadlineHeader {}

  /** It is told in milliseconds, in this header. */
  record Named(String name) implements DeadlineHeader {}

  @WhenAbsent DeadlineHeader UNSAID = new Unsaid();

  /**
   * Reads {@code off} or the name of a header.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static DeadlineHeader parse(String text) {
    return text.equals("off") ? new Off() : new Named(TextKind.SETTABLE_HEADER.read(text));
  }
}
