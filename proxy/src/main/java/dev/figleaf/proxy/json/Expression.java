package dev.figleaf.proxy.json;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A JSONata expression of the rules, bounded in time, depth and size. Immutable, safe to share:
 * each evaluation has an interpreter of its own.
 *
 * <p>Regular expressions and {@code $eval} are refused: the first are Java's, which backtrack
 * without end on what a stranger wrote; the second runs what a stranger wrote.
 */
public final class Expression {
  /** How long an evaluation may take where nobody says less. */
  public static final int MILLIS = 100;

  private static final int LONGEST = 8_192;
  private static final int DEEPEST = 100;

  private final String expression;

  private Expression(String expression) {
    this.expression = expression;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static Expression of(String expression) {
    if (expression.length() > LONGEST) {
      throw new IllegalArgumentException("an expression has at most 8,192 characters");
    }
    if (ExpressionText.hasPattern(expression)) {
      throw new IllegalArgumentException(
          "regular expressions are refused here, because they may take forever on an answer; use"
              + " $contains, $split or $replace with a text");
    }
    try {
      Jsonata.jsonata(expression);
    } catch (JException e) {
      throw new IllegalArgumentException(
          "is not JSONata at character " + Math.max(e.getLocation(), 0) + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Its scanner runs over the end of a text that stops too early.
      throw new IllegalArgumentException("is not JSONata: it ends too early", e);
    }
    return new Expression(expression);
  }

  /**
   * What it makes of a value; empty when it fails or passes a bound. May take a tenth of a second,
   * so not for an event loop.
   */
  public Optional<JsonNode> apply(JsonNode value) {
    return apply(value, MILLIS);
  }

  /**
   * The same within so much time.
   *
   * @param millis looked at between the steps of the expression, each of which is short
   */
  public Optional<JsonNode> apply(JsonNode value, int millis) {
    return apply(value, Map.of(), millis);
  }

  /**
   * The same with more to read.
   *
   * @param variables by name: {@code query} is {@code $query}
   */
  public Optional<JsonNode> apply(JsonNode value, Map<String, JsonNode> variables, int millis) {
    try {
      Jsonata interpreter = Jsonata.jsonata(expression);
      Frame frame = frame(interpreter, millis);
      variables.forEach((name, known) -> frame.bind(name, JsonValues.plain(known)));
      Object made = interpreter.evaluate(JsonValues.plain(value), frame);
      return JsonValues.node(made);
    } catch (RuntimeException | StackOverflowError _) {
      return Optional.empty();
    }
  }

  /** Whether it may read a variable. */
  public boolean mentions(String variable) {
    return expression.contains("$" + variable);
  }

  private static Frame frame(Jsonata interpreter, int millis) {
    Frame frame = interpreter.createFrame();
    frame.setRuntimeBounds(millis, DEEPEST);
    frame.bind("eval", refusal("$eval"));
    frame.bind("pad", refusal("$pad"));
    return frame;
  }

  private static Jsonata.JFunction refusal(String name) {
    return Jsonata.function(
        name,
        (Jsonata.FnVarArgs<Object>)
            _ -> {
              throw new JException("T1006", 0, name);
            },
        null);
  }
}
