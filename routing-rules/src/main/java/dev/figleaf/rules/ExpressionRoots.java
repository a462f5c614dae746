package dev.figleaf.rules;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds the names at which a JSONata expression may begin to read: {@code user} of {@code
 * user.address.city}. A name inside of a predicate counts too, so there may be more of them than
 * are really read; what a text or a computed key names is not seen.
 */
public final class ExpressionRoots {
  private final String text;
  private final Set<String> roots = new LinkedHashSet<>();
  private char before = ' ';

  private ExpressionRoots(String text) {
    this.text = text;
  }

  /** The names, in the order in which they stand. */
  public static Set<String> of(String expression) {
    var reading = new ExpressionRoots(expression);
    reading.read();
    return reading.roots;
  }

  private void read() {
    for (int i = 0; i < text.length(); ) {
      char at = text.charAt(i);
      int end = i + 1;
      if (at == '"' || at == '\'' || at == '`') {
        end = endOfText(i);
        if (at == '`') {
          root(text.substring(i + 1, Math.max(i + 1, end - 1)));
        }
      } else if (text.startsWith("/*", i)) {
        int close = text.indexOf("*/", i + 2);
        end = close < 0 ? text.length() : close + 2;
        at = before;
      } else if (at == '$') {
        end = endOfName(i + 1);
        // $$ is the whole input: what follows its dot is a root again.
        boolean input = text.startsWith("$$", i);
        end = input ? i + 2 : end;
        if (input && end < text.length() && text.charAt(end) == '.') {
          end++;
          at = ' ';
        }
      } else if (isName(at)) {
        end = endOfName(i);
        root(text.substring(i, end));
      }
      before = Character.isWhitespace(at) && before == '.' ? '.' : at;
      i = end;
    }
  }

  private void root(String name) {
    if (before != '.') {
      roots.add(name);
    }
  }

  private int endOfText(int start) {
    char quote = text.charAt(start);
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' && quote != '`' ? 2 : 1;
    }
    return Math.min(i + 1, text.length());
  }

  private int endOfName(int start) {
    int end = start;
    while (end < text.length() && isName(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isName(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }
}
