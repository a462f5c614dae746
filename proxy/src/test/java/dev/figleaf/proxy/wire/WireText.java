package dev.figleaf.proxy.wire;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation of the table for bytes. */
final class WireText {
  private static final Pattern REPEATED = Pattern.compile("\\{([^{}]{1,64}?)\\*([0-9]+)}");
  private static final Pattern ESCAPED =
      Pattern.compile("\\\\(?:([rnt0s\\\\])|x([0-9a-fA-F]{2}))|~");

  private WireText() {}

  /** What a cell stands for, a character a byte. */
  static String bytes(String cell) {
    return ESCAPED
        .matcher(expanded(cell))
        .replaceAll(found -> Matcher.quoteReplacement(meaning(found)));
  }

  /** The same cell, with every text that stands for many of its kind written out. */
  static String expanded(String cell) {
    return REPEATED
        .matcher(cell)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
  }

  private static String meaning(MatchResult found) {
    if (found.group().equals("~")) {
      return "\r\n";
    }
    if (found.group(2) != null) {
      return Character.toString(Integer.parseInt(found.group(2), 16));
    }
    return switch (found.group(1)) {
      case "r" -> "\r";
      case "n" -> "\n";
      case "t" -> "\t";
      case "0" -> "\0";
      case "s" -> " ";
      default -> "\\";
    };
  }
}
