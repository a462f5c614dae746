package dev.figleaf.rules;

import java.util.stream.Stream;

/**
 * What routes and tests are called where somebody looks who gave the rules but may not know what
 * the environment and the files of this machine hold: by their place, where their name came from
 * there.
 */
public final class ShownNames {
  private ShownNames() {}

  /** The name of a route, by its index. */
  public static String route(RuleSet rules, int index) {
    String at = Paths.item("routes", index);
    Origins origins = rules.origins();
    boolean secret =
        origins.isWritten(at + ".name")
            ? origins.isSecret(at + ".name")
            : isSecretMatch(rules.routes().get(index).match(), at + ".match", origins);
    return secret ? at : rules.routes().get(index).name();
  }

  private static boolean isSecretMatch(Match match, String at, Origins origins) {
    boolean lists = false;
    for (int i = 0; i < Math.max(match.methods().size(), match.client().size()); i++) {
      lists |=
          origins.isSecret(Paths.item(at + ".methods", i))
              || origins.isSecret(Paths.item(at + ".client", i));
    }
    return lists || Stream.of("", ".path", ".host").anyMatch(key -> origins.isSecret(at + key));
  }

  /** The name of a test, by its index. */
  static String test(RuleSet rules, int index) {
    String at = Paths.item("tests", index);
    return rules.origins().isSecret(at + ".name") ? at : rules.tests().get(index).name();
  }
}
