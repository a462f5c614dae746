package dev.figleaf.benchmarks;

/** A mistake on the command line, in one sentence. */
final class WrongUse extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongUse(String message) {
    super(message);
  }
}
