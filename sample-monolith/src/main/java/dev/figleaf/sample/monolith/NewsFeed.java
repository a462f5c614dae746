package dev.figleaf.sample.monolith;

import io.vertx.core.buffer.Buffer;
import java.util.Comparator;

/** {@code /feed.xml}: what changed last in the catalog, as RSS 2.0. */
final class NewsFeed {
  private static final int NEWS = 30;
  private static final String FEED =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <rss version="2.0">
      <channel>
      <title>Old Oak Store</title>
      <link>{}/</link>
      <description>New in the shop</description>
      <language>en</language>
      {}
      </channel>
      </rss>
      """;
  private static final String ITEM =
      """
      <item>
      <title>{}</title>
      <link>{}/catalog/{}</link>
      <guid isPermaLink="false">{}</guid>
      <pubDate>{}</pubDate>
      <description>{}</description>
      </item>""";

  private final Products products;

  NewsFeed(Products products) {
    this.products = products;
  }

  void register(Web web) {
    web.get("/feed.xml", this::feed);
  }

  private Answer feed(Call call) {
    var news =
        products.all().stream()
            .sorted(Comparator.comparing(Product::updated).reversed())
            .limit(NEWS)
            .toList();
    var items = Html.join(news.stream().map(product -> item(call, product)));
    var feed = Html.of(FEED, call.origin(), items);
    return Answer.of(200, "application/rss+xml; charset=UTF-8", Buffer.buffer(feed.markup()))
        .with("Last-Modified", Times.rfc1123(news.getFirst().updated()))
        .with("Cache-Control", "max-age=60")
        .tagged();
  }

  private static Html item(Call call, Product product) {
    return Html.of(
        ITEM,
        product.name() + ", " + product.price() + " €",
        call.origin(),
        product.sku(),
        product.ref(),
        Times.rfc1123(product.updated()),
        product.description());
  }
}
