package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.rules.HeaderEdits;

/** What a route changes in headers: removes, sets and adds, in this order. */
public final class HeaderEditing {
  private HeaderEditing() {}

  /** Changes the headers in place. */
  public static void apply(HeaderList headers, HeaderEdits edits) {
    if (edits.isEmpty()) {
      return;
    }
    edits.remove().forEach(headers::remove);
    edits.set().forEach(headers::set);
    edits.add().forEach(headers::add);
  }
}
