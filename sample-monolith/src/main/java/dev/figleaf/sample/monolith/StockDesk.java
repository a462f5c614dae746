package dev.figleaf.sample.monolith;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** {@code PATCH /api/catalog/items/{id}}: sets how many of a product there are. */
final class StockDesk {
  private static final int MOST = 1_000_000;

  private final Products products;
  private final Follower follower;
  private final Lock changing = new ReentrantLock();

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
    change(call.segment("id"), stock);
    return Answer.json(200, new Stock(stock));
  }

  // One after the other: the follower hears of changes in the order in which they are done, and
  // what it does not hear of is not done.
  private void change(String id, int stock) {
    changing.lock();
    try {
      var product = products.find(id).orElseThrow(HttpError::notFound);
      follower.tell(product.sku(), stock);
      products.restock(product.id(), stock);
    } finally {
      changing.unlock();
    }
  }
}
