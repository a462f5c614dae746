package dev.figleaf.proxy.admin.page;

import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page.
 *
 * @param name as a token names them, or null where nobody is asked who they are
 * @param from where they ask from, as the history keeps it
 * @param operator whether they may change something
 */
public record Visitor(@Nullable String name, String from, boolean operator) {
  /** Who has not said who they are. */
  public static final Visitor NOBODY = new Visitor(null, "", false);
}
