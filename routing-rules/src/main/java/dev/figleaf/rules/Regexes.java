package dev.figleaf.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;

/**
 * Compiles regular expressions of bounded size.
 *
 * <p>RE2 matches in linear time, but writes out counted repeats when it compiles: {@code
 * ((a{1000}){1000}){1000}} would be a program of a billion steps.
 */
final class Regexes {
  private static final int LONGEST = 1_000;
  private static final long LARGEST = 5_000;

  private Regexes() {}

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static Pattern compile(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("is longer than 1,000 characters");
    }
    if (new Size(text).total() > LARGEST) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " repeats too much: written out it is over 5,000 steps");
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is not a regular expression (RE2): " + reason(e));
    }
  }

  private static String reason(PatternSyntaxException e) {
    return e.getPattern() == null || e.getPattern().isEmpty()
        ? e.getDescription()
        : e.getDescription() + " near " + Quoted.of(e.getPattern());
  }

  /** Estimates how many steps an expression has when its counted repeats are written out. */
  private static final class Size {
    private final String text;
    private final ArrayDeque<Long> outer = new ArrayDeque<>();
    private long sum;
    private long last;
    private int at;

    Size(String text) {
      this.text = text;
    }

    long total() {
      while (at < text.length()) {
        step(text.charAt(at));
      }
      while (!outer.isEmpty()) {
        close();
      }
      return sum;
    }

    private void step(char c) {
      switch (c) {
        case '\\' -> atom(2);
        case '[' -> atom(classLength());
        case '(' -> open();
        case ')' -> close();
        case '{' -> repeat();
        default -> atom(1);
      }
    }

    private void atom(int length) {
      last = 1;
      sum = bounded(sum + 1);
      at += length;
    }

    private int classLength() {
      int end = at + 1;
      // A closing bracket right at the beginning belongs to the class.
      if (end < text.length() && text.charAt(end) == '^') {
        end++;
      }
      end++;
      while (end < text.length() && text.charAt(end) != ']') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      return end + 1 - at;
    }

    private void open() {
      outer.push(sum);
      sum = 0;
      at++;
    }

    private void close() {
      last = Math.max(1, sum);
      sum = bounded((outer.isEmpty() ? 0 : outer.pop()) + last);
      at++;
    }

    private void repeat() {
      int end = text.indexOf('}', at);
      String count = end < 0 ? "" : text.substring(at + 1, end);
      if (!count.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
        atom(1);
        return;
      }
      long times = 0;
      for (String number : count.split(",")) {
        times = Math.max(times, Long.parseLong(number));
      }
      sum = bounded(sum - last + last * Math.max(1, times));
      last = bounded(last * Math.max(1, times));
      at = end + 1;
    }

    private static long bounded(long steps) {
      return Math.min(steps, LARGEST + 1);
    }
  }
}
