package dev.figleaf.proxy.admin.page;

/**
 * A rule file that may be typed over.
 *
 * @param lines how many it has
 */
public record RuleFile(String name, String text, int lines) {
  static RuleFile of(String name, String text) {
    return new RuleFile(name, text, (int) text.lines().count());
  }
}
