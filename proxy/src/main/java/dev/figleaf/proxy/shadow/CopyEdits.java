package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.ShadowSpec;
import java.util.List;
import java.util.Map;

/** What changes in the headers of a copy. */
public final class CopyEdits {
  private static final List<String> CREDENTIALS =
      List.of("Authorization", "Cookie", "Proxy-Authorization");

  private CopyEdits() {}

  /** The edits of a route, and then those of a shadow; every copy says that it is one. */
  public static HeaderEdits of(HeaderEdits route, ShadowSpec shadow) {
    List<String> dropped =
        switch (shadow.credentials()) {
          case KEEP -> List.of();
          case DROP -> CREDENTIALS;
        };
    return route
        .then(new HeaderEdits(Map.of(), Map.of(), dropped))
        .then(shadow.headers())
        .then(
            new HeaderEdits(Map.of(LeftOut.SHADOW_HEADER.toString(), "true"), Map.of(), List.of()));
  }
}
