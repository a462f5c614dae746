package dev.figleaf.proxy.admin;

import dev.figleaf.rules.Origins;
import java.util.Arrays;

/** Hides the values of a rule set that came from the environment or a file. */
record Secrets(Origins origins) {
  private static final String HIDDEN = "…";

  /**
   * The text, or an ellipsis where it is not to be shown.
   *
   * @param path of the value in the rule set
   * @param keys under which the value stands there where it is not written in short
   */
  String hide(String text, String path, String... keys) {
    boolean secret =
        origins.isSecret(path)
            || Arrays.stream(keys).anyMatch(key -> origins.isSecret(path + "." + key));
    return secret ? HIDDEN : text;
  }
}
