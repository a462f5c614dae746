package dev.figleaf.rules;

/**
 * One status, or all of a class: {@code 503}, {@code 5xx}.
 *
 * @param from the least status
 * @param to the greatest status, itself one of them
 */
@Form(is = "a status or a class of them", like = "5xx")
public record StatusClass(int from, int to) {
  /** One status. */
  public static StatusClass of(int status) {
    return new StatusClass(status, status);
  }

  /**
   * Reads {@code 503} or {@code 5xx}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static StatusClass parse(String text) {
    if (text.matches("[1-5]xx")) {
      int first = 100 * (text.charAt(0) - '0');
      return new StatusClass(first, first + 99);
    }
    if (text.matches("[1-5][0-9][0-9]")) {
      return of(Integer.parseInt(text));
    }
    throw new IllegalArgumentException(
        Quoted.of(text) + " is not a status; write one such as 503, or 5xx for all of a class");
  }

  public boolean holds(int status) {
    return from <= status && status <= to;
  }

  /** As it is written in rules. */
  @Override
  public String toString() {
    return from == to ? Integer.toString(from) : from / 100 + "xx";
  }
}
