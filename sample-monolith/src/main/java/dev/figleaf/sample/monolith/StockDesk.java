package dev.figleaf.sample.monolith;

import org.jspecify.annotations.Nullable;

/** {@code PATCH /api/catalog/items/{id}}: sets how many of a product there are. */
final class StockDesk {
  private static final int MOST = 1_000_000;

  private final Products products;
  private final Follower follower;

  StockDesk(Products products, Follower follower) {
    this.products = products;
    this.follower = follower;
  }

  private record Stock(@Nullable Integer stock) {}

  void register(Web web) {
    web.patch("/api/catalog/items/:id", this::set);
  }

  private Answer set(Call call) {
    var stock = Json.read(call.body(), Stock.class).stock();
    if (stock == null || stock < 0 || stock > MOST) {
      throw HttpError.badRequest("stock must be a number from 0 to " + MOST);
    }
    // Told inside the transaction: what the follower did not hear of is not done here either, and
    // it hears of two changes in the order in which they are done.
    return products
        .restock(call.segment("id"), stock, sku -> follower.tell(sku, stock))
        .map(_ -> Answer.json(200, new Stock(stock)))
        .orElseThrow(HttpError::notFound);
  }
}
