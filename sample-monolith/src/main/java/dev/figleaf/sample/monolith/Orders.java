package dev.figleaf.sample.monolith;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The orders as the database knows them. */
final class Orders {
  private final Jdbi jdbi;

  Orders(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** A page of one customer's orders, or of everybody's for customer 0, newest first, no lines. */
  Slice<Order> page(int customer, int page, int size) {
    return jdbi.withHandle(
        handle -> {
          var total =
              handle
                  .createQuery("SELECT count(*) FROM orders WHERE :who IN (0, customer)")
                  .bind("who", customer)
                  .mapTo(Integer.class)
                  .one();
          var items =
              handle
                  .createQuery(
                      """
                      SELECT * FROM orders WHERE :who IN (0, customer)
                       ORDER BY number DESC LIMIT :size OFFSET :offset
                      """)
                  .bind("who", customer)
                  .bind("size", size)
                  .bind("offset", (page - 1L) * size)
                  .map((row, _) -> order(row, List.of()))
                  .list();
          return new Slice<>(items, total, page, size);
        });
  }

  /** The next orders by number, without lines. */
  List<Order> after(int number, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM orders WHERE number > :number ORDER BY number LIMIT :most")
                .bind("number", number)
                .bind("most", most)
                .map((row, _) -> order(row, List.of()))
                .list());
  }

  /** An order with its lines. */
  Optional<Order> find(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM orders WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> order(row, lines(handle, row.getInt("number"))))
                .findOne());
  }

  /** Writes a new order under the next number. */
  Order place(int customer, String note, List<Order.Line> lines, Instant placed) {
    return jdbi.inTransaction(
        handle -> {
          var last =
              handle.createQuery("SELECT max(number) FROM orders").mapTo(Integer.class).one();
          var number = last + 1;
          var id = CustomerSeed.orderId(number);
          var total = Order.total(lines);
          var order = new Order(number, id, customer, placed, "NEW", note, total, lines);
          insert(handle, List.of(order));
          return order;
        });
  }

  /** What one category earned. */
  record Sales(String category, int pieces, BigDecimal revenue) {}

  /** What each category earned, of all orders that were not sent back. */
  List<Sales> sales() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT c.name AS category, sum(l.quantity) AS pieces,
                           sum(l.quantity * CAST(round(l.price * 100) AS INTEGER)) AS cents
                      FROM order_line l
                      JOIN orders o ON o.number = l.order_number AND o.status <> 'RETURNED'
                      JOIN product p ON p.id = l.product
                      JOIN category c ON c.id = p.category
                     GROUP BY c.id ORDER BY c.id
                    """)
                .map((row, _) -> sales(row))
                .list());
  }

  static void insert(Handle handle, List<Order> orders) {
    var heads = handle.prepareBatch("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)");
    var lines = handle.prepareBatch("INSERT INTO order_line VALUES (?, ?, ?, ?, ?)");
    for (var o : orders) {
      var total = o.total().toPlainString();
      heads.add(
          o.number(), o.id(), o.customer(), Times.local(o.placed()), o.status(), o.note(), total);
      for (var i = 0; i < o.lines().size(); i++) {
        var line = o.lines().get(i);
        lines.add(o.number(), i, line.product(), line.quantity(), line.price().toPlainString());
      }
    }
    heads.execute();
    lines.execute();
  }

  private static List<Order.Line> lines(Handle handle, int number) {
    return handle
        .createQuery("SELECT * FROM order_line WHERE order_number = :number ORDER BY position")
        .bind("number", number)
        .map((row, _) -> line(row))
        .list();
  }

  private static Order.Line line(ResultSet row) throws SQLException {
    return new Order.Line(
        row.getInt("product"), row.getInt("quantity"), new BigDecimal(row.getString("price")));
  }

  private static Sales sales(ResultSet row) throws SQLException {
    return new Sales(
        row.getString("category"),
        row.getInt("pieces"),
        BigDecimal.valueOf(row.getLong("cents"), 2));
  }

  private static Order order(ResultSet row, List<Order.Line> lines) throws SQLException {
    return new Order(
        row.getInt("number"),
        row.getString("id"),
        row.getInt("customer"),
        Times.ofLocal(row.getString("placed")),
        row.getString("status"),
        row.getString("note"),
        new BigDecimal(row.getString("total")),
        lines);
  }
}
