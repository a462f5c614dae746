package dev.figleaf.sample.monolith;

/** The frame that every page stands in. */
final class Layout {
  private static final String FRAME =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{} · Old Oak Store</title>
      <link rel="stylesheet" href="/assets/shop.css">
      <link rel="alternate" type="application/rss+xml" href="/feed.xml" title="New in the shop">
      </head>
      <body>
      <header>
      <a class="brand" href="/">Old Oak Store</a>
      <nav><a href="/catalog">Catalog</a> <a href="/orders">Orders</a> <a href="/files">Files</a>
      <a href="/reports/sales">Report</a> <a href="/ticker.html">Ticker</a> {}</nav>
      </header>
      <main>
      <h1>{}</h1>
      {}
      </main>
      <footer>Old Oak Store, since 1998. Shop software 2.3.</footer>
      </body>
      </html>
      """;

  private Layout() {}

  /** A page for anybody. */
  static Html page(String title, Html body) {
    return page(title, Html.of("<a href=\"/login\">Log in</a>"), body);
  }

  /** A page for a customer. */
  static Html page(String title, Customer customer, Html body) {
    return page(title, Html.of("<a href=\"/account\">{}</a>", customer.name()), body);
  }

  private static Html page(String title, Html who, Html body) {
    return Html.of(FRAME, title, who, title, body);
  }
}
