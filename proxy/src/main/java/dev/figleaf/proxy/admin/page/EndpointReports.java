package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.InventoryView;
import dev.figleaf.proxy.admin.view.SuggestionView;
import dev.figleaf.proxy.admin.view.SunsetView;

/** What counted requests tell of endpoints. May block. */
public interface EndpointReports {
  /**
   * Those that are called, the most called first.
   *
   * @param most at most so many
   */
  InventoryView inventory(int days, int most);

  /** Which seam to cut next. */
  SuggestionView suggestions(int days);

  /** Which endpoints of the monolith nobody calls with success any more. */
  SunsetView sunset(int days);
}
