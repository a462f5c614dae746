package dev.figleaf.sample.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The products as the database knows them. */
final class Products {
  private static final String PRODUCT =
      "SELECT p.*, c.label FROM product p JOIN category c ON c.code = p.category_code";
  private static final String WANTED =
      " WHERE (:category = '' OR p.category_code = :category) AND p.name LIKE :like ESCAPE '\\'";

  private final Jdbi jdbi;

  Products(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What a list is narrowed to: both are empty for everything. */
  record Filter(String text, String category) {
    Map<String, String> bindings() {
      var literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
      return Map.of("like", "%" + literal + "%", "category", category);
    }
  }

  /** A numbered page. */
  Slice<Product> page(Filter filter, int page, int size) {
    return jdbi.withHandle(
        handle -> {
          var total =
              handle
                  .createQuery("SELECT count(*) FROM product p" + WANTED)
                  .bindMap(filter.bindings())
                  .mapTo(Integer.class)
                  .one();
          var items =
              handle
                  .createQuery(PRODUCT + WANTED + " ORDER BY p.sku LIMIT :size OFFSET :offset")
                  .bindMap(filter.bindings())
                  .bind("size", size)
                  .bind("offset", (page - 1L) * size)
                  .map((row, _) -> product(row))
                  .list();
          return new Slice<>(items, total, page, size);
        });
  }

  /** The next products after one SKU; after the empty SKU the first. */
  List<Product> after(Filter filter, String sku, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PRODUCT + WANTED + " AND p.sku > :sku ORDER BY p.sku LIMIT :most")
                .bindMap(filter.bindings())
                .bind("sku", sku)
                .bind("most", most)
                .map((row, _) -> product(row))
                .list());
  }

  Optional<Product> find(String sku) {
    return one("p.sku", sku);
  }

  Optional<Product> findByReference(String reference) {
    return one("p.reference", reference);
  }

  /** All that the buyers recommend this season: every sixty-first product. */
  List<Product> picks() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    PRODUCT + " WHERE CAST(substr(p.sku, 5) AS INTEGER) % 61 = 7 ORDER BY p.sku")
                .map((row, _) -> product(row))
                .list());
  }

  List<Category> categories() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT c.code, c.label, count(p.sku) AS products
                      FROM category c LEFT JOIN product p ON p.category_code = c.code
                     GROUP BY c.code ORDER BY c.code
                    """)
                .map((row, _) -> category(row))
                .list());
  }

  /**
   * Sets how many of a product there are.
   *
   * @return the product as it was
   */
  Optional<Product> restock(String sku, int available) {
    return jdbi.inTransaction(
        handle -> {
          var before = one(handle, "p.sku", sku);
          handle.execute("UPDATE product SET available = ? WHERE sku = ?", available, sku);
          return before;
        });
  }

  static void insert(Handle handle, List<Category> categories, List<Product> products) {
    var groups = handle.prepareBatch("INSERT INTO category VALUES (?, ?)");
    categories.forEach(category -> groups.add(category.code(), category.label()));
    groups.execute();
    var batch =
        handle.prepareBatch("INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    products.forEach(
        p ->
            batch.add(
                p.sku(),
                p.reference(),
                p.name(),
                p.description(),
                p.category().code(),
                p.price().cents(),
                p.price().currency(),
                p.brand(),
                p.ratingTenths(),
                p.available(),
                p.grams(),
                p.created().toString(),
                p.updated().toString()));
    batch.execute();
  }

  /** {@code column} is one of ours, never from a request. */
  private Optional<Product> one(String column, String value) {
    return jdbi.withHandle(handle -> one(handle, column, value));
  }

  private static Optional<Product> one(Handle handle, String column, String value) {
    return handle
        .createQuery(PRODUCT + " WHERE " + column + " = :value")
        .bind("value", value)
        .map((row, _) -> product(row))
        .findOne();
  }

  private static Category category(ResultSet row) throws SQLException {
    return new Category(row.getString("code"), row.getString("label"), row.getInt("products"));
  }

  private static Product product(ResultSet row) throws SQLException {
    var tenths = row.getInt("rating_tenths");
    return new Product(
        row.getString("sku"),
        row.getString("reference"),
        row.getString("name"),
        row.getString("description"),
        new Category(row.getString("category_code"), row.getString("label"), 0),
        new Money(row.getLong("price_cents"), row.getString("price_currency")),
        row.getString("brand"),
        tenths == 0 ? null : tenths,
        row.getInt("available"),
        row.getInt("grams"),
        Instant.parse(row.getString("created_at")),
        Instant.parse(row.getString("updated_at")));
  }
}
