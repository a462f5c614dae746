package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.OverrideView;
import java.util.List;

/** Overrides as the lines of rule files that would say the same. */
public final class OverridesYaml {
  static final String TYPE = "application/yaml; charset=utf-8";

  private OverridesYaml() {}

  public static String of(List<OverrideView> overrides) {
    var text = new StringBuilder(overrides.isEmpty() ? "# nothing is overridden\n" : "seams:\n");
    for (OverrideView one : overrides) {
      text.append("  ").append(one.seam()).append(":\n");
      text.append("    weight: ").append(one.weight()).append(was(one)).append('\n');
    }
    return text.toString();
  }

  private static String was(OverrideView one) {
    return one.written() == null ? "" : "   # was " + one.written();
  }
}
