package dev.figleaf.sample.monolith;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Takes orders: checks what is wanted and writes it down. */
final class OrderDesk {
  private static final int MOST_LINES = 50;
  private static final int MOST_OF_ONE = 99;
  private static final int LONGEST_NOTE = 500;

  private final Orders orders;
  private final Products products;
  private final Clock clock;

  OrderDesk(Orders orders, Products products, Clock clock) {
    this.orders = orders;
    this.products = products;
    this.clock = clock;
  }

  /** What somebody wants to buy, unchecked. */
  record Wanted(List<Piece> pieces, String note) {
    Wanted {
      pieces = List.copyOf(pieces);
    }
  }

  /** So many of one product. */
  record Piece(String sku, int quantity) {
    static final Piece NONE = new Piece("", 0);
  }

  /** Places the order; a 422 when it cannot be had like that. */
  Order place(Customer customer, Wanted wanted) {
    check(!wanted.pieces().isEmpty(), "an order needs a line");
    check(wanted.pieces().size() <= MOST_LINES, "an order has at most " + MOST_LINES + " lines");
    check(
        wanted.note().length() <= LONGEST_NOTE, "a note has at most " + LONGEST_NOTE + " letters");
    var lines = wanted.pieces().stream().map(this::line).toList();
    // The database keeps seconds: an order reads the same from memory as from there.
    var placed = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return orders.place(customer.id(), wanted.note(), lines, placed);
  }

  private Order.Line line(Piece piece) {
    var quantity = piece.quantity();
    check(quantity >= 1 && quantity <= MOST_OF_ONE, "a quantity is from 1 to " + MOST_OF_ONE);
    var product =
        products
            .find(piece.sku())
            .orElseThrow(() -> new HttpError(422, "there is no product " + piece.sku()));
    return new Order.Line(product.id(), quantity, product.price());
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new HttpError(422, otherwise);
    }
  }
}
