package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.OverrideView;
import java.time.Instant;

/** An override, as operators are told of it. */
final class OverrideText {
  private OverrideText() {}

  /** {@code 5% in place of 20%, until 2026-01-02T04:04:05Z (in 59 min), by ann: error spike}. */
  static String of(OverrideView override, Instant now) {
    String written = override.written();
    Instant until = override.until();
    return override.weight()
        + (written == null ? "" : " in place of " + written)
        + (until == null ? ", until it is lifted" : ", until " + Words.when(until, now))
        + ", "
        + Words.author(override.by(), override.because());
  }
}
