package dev.figleaf.rules;

/** Text of strangers, made fit for a message: in quotes, on one line, of bounded length. */
public final class Quoted {
  private static final int LIMIT = 80;

  private Quoted() {}

  /** The text in double quotes, shortened, its control characters written as escapes. */
  public static String of(String text) {
    return '"' + plain(text) + '"';
  }

  /** The same without the quotes. */
  static String plain(String text) {
    var shown = new StringBuilder();
    text.codePoints().limit(LIMIT).forEach(point -> append(shown, point));
    return text.codePointCount(0, text.length()) > LIMIT
        ? shown.append('…').toString()
        : shown.toString();
  }

  /** The whole text on one line, not shortened. */
  static String oneLine(String text) {
    var shown = new StringBuilder();
    text.codePoints().forEach(point -> append(shown, point));
    return shown.toString();
  }

  private static void append(StringBuilder shown, int point) {
    if (isShown(point)) {
      shown.appendCodePoint(point);
    } else {
      shown.append(String.format("\\u%04X", point));
    }
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
