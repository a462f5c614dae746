package dev.figleaf.sample.monolith;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The products as the database knows them. */
final class Products {
  private static final String WANTED =
      """
       FROM product
      WHERE (:category = '' OR category = :category) AND name LIKE :like ESCAPE '\\'
      """;

  private final Jdbi jdbi;

  Products(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What the list shows of the products: both are empty for all. */
  record Wish(String text, String category) {
    /** The start of a query that repeats the wish: empty, or ends with {@code &}. */
    String query() {
      return part("q", text) + part("category", category);
    }

    private static String part(String name, String value) {
      var encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
      return value.isEmpty() ? "" : name + "=" + encoded + "&";
    }

    Map<String, String> bindings() {
      var literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
      return Map.of("like", "%" + literal + "%", "category", category);
    }
  }

  Slice<Product> page(Wish wish, int page, int size) {
    return jdbi.withHandle(
        handle -> {
          var bindings = wish.bindings();
          var total =
              handle
                  .createQuery("SELECT count(*)" + WANTED)
                  .bindMap(bindings)
                  .mapTo(Integer.class)
                  .one();
          var items =
              handle
                  .createQuery("SELECT *" + WANTED + " ORDER BY id LIMIT :size OFFSET :offset")
                  .bindMap(bindings)
                  .bind("size", size)
                  .bind("offset", (page - 1L) * size)
                  .map((row, _) -> product(row))
                  .list();
          return new Slice<>(items, total, page, size);
        });
  }

  List<Product> all() {
    return page(new Wish("", ""), 1, Integer.MAX_VALUE).items();
  }

  /** Finds by any of the three ids: a number, an SKU, a UUID. */
  Optional<Product> find(String anyId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM product WHERE :id IN (CAST(id AS TEXT), sku, ref)")
                .bind("id", anyId)
                .map((row, _) -> product(row))
                .findOne());
  }

  /** Finds by number; what does not exist is left out. */
  Map<Integer, Product> find(Collection<Integer> ids) {
    var found = new HashMap<Integer, Product>();
    jdbi.useHandle(
        handle ->
            ids.stream()
                .distinct()
                .forEach(id -> one(handle, id).ifPresent(product -> found.put(id, product))));
    return found;
  }

  /** All that the buyers recommend this season: every sixty-first product. */
  List<Product> picks() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM product WHERE id % 61 = 7 ORDER BY id")
                .map((row, _) -> product(row))
                .list());
  }

  List<Category> categories() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT c.id, c.name, count(p.id) AS products
                      FROM category c LEFT JOIN product p ON p.category = c.id
                     GROUP BY c.id ORDER BY c.id
                    """)
                .map((row, _) -> category(row))
                .list());
  }

  /** Sets how many of a product there are. */
  void restock(int id, int stock) {
    jdbi.useHandle(
        handle -> handle.execute("UPDATE product SET stock = ? WHERE id = ?", stock, id));
  }

  static void insert(Handle handle, List<Category> categories, List<Product> products) {
    var shelves = handle.prepareBatch("INSERT INTO category VALUES (?, ?)");
    categories.forEach(category -> shelves.add(category.id(), category.name()));
    shelves.execute();
    var batch =
        handle.prepareBatch("INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    products.forEach(
        p ->
            batch.add(
                p.id(),
                p.sku(),
                p.ref(),
                p.name(),
                p.description(),
                p.category(),
                p.price().toPlainString(),
                p.brand(),
                text(p.rating()),
                p.stock(),
                p.kilos().toPlainString(),
                Times.local(p.created()),
                p.updated().toEpochMilli()));
    batch.execute();
  }

  private static Optional<Product> one(Handle handle, int id) {
    return handle
        .createQuery("SELECT * FROM product WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> product(row))
        .findOne();
  }

  private static Category category(ResultSet row) throws SQLException {
    return new Category(row.getString("id"), row.getString("name"), row.getInt("products"));
  }

  private static Product product(ResultSet row) throws SQLException {
    var rating = row.getString("rating");
    return new Product(
        row.getInt("id"),
        row.getString("sku"),
        row.getString("ref"),
        row.getString("name"),
        row.getString("description"),
        row.getString("category"),
        new BigDecimal(row.getString("price")),
        row.getString("brand"),
        rating == null ? null : new BigDecimal(rating),
        row.getInt("stock"),
        new BigDecimal(row.getString("kilos")),
        Times.ofLocal(row.getString("created")),
        Instant.ofEpochMilli(row.getLong("updated")));
  }

  private static @Nullable String text(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }
}
