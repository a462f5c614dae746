package dev.figleaf.sample.catalog;

import org.jspecify.annotations.Nullable;

/** {@code PUT /v2/products/{sku}/stock}: where the shop tells how many of a product there are. */
final class StockDesk {
  private static final int MOST = 1_000_000;

  private final Products products;
  private final RecentChanges changes;

  StockDesk(Products products, RecentChanges changes) {
    this.products = products;
    this.changes = changes;
  }

  private record Stock(@Nullable Integer available) {}

  void register(Web web) {
    web.put("/v2/products/:sku/stock", this::set);
  }

  private Answer set(Call call) {
    var available = Json.read(call.body(), Stock.class).available();
    if (available == null || available < 0 || available > MOST) {
      throw HttpError.badRequest("available must be a number from 0 to " + MOST);
    }
    var before = products.restock(call.segment("sku"), available);
    changes.add(before.orElseThrow(HttpError::notFound));
    return Answer.json(200, new Stock(available));
  }
}
