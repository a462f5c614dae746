package dev.figleaf.sample.monolith;

/** The links under a list: the page before and the page after. */
final class Pager {
  private Pager() {}

  /**
   * @param base the list's address up to the page number: ends with {@code ?} or {@code &}
   */
  static Html of(String base, Slice<?> slice) {
    return Html.of(
        "<p class=\"pager\">{} <span>page {} of {}</span> {}</p>",
        slice.page() > 1 ? link(base, slice.page() - 1, "← before") : Html.NOTHING,
        slice.page(),
        slice.pages(),
        slice.hasNext() ? link(base, slice.page() + 1, "next →") : Html.NOTHING);
  }

  private static Html link(String base, int page, String text) {
    return Html.of("<a href=\"{}page={}\">{}</a>", base, page, text);
  }
}
