package dev.figleaf.proxy.admin.view;

/**
 * What operators are shown of the inventory. Each method may block, for as long as the store takes,
 * and is called on threads that may.
 */
public interface InventoryDesk {
  /**
   * What is called, the most called first.
   *
   * @param days of which the counts are, today included
   */
  InventoryView inventory(int days, int most);

  /** Which seam to cut next from the monolith. */
  SuggestionView suggestions(int days);

  /** What the monolith was not called for with success for so many days. */
  SunsetView sunset(int days);
}
