package dev.figleaf.sample.monolith;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The customers as the database knows them. */
final class Customers {
  /** The password of every seeded customer. */
  static final String SEEDED_PASSWORD = "figleaf";

  private final Jdbi jdbi;

  Customers(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Slice<Customer> page(int page, int size) {
    return jdbi.withHandle(
        handle -> {
          var total =
              handle.createQuery("SELECT count(*) FROM customer").mapTo(Integer.class).one();
          var items =
              handle
                  .createQuery("SELECT * FROM customer ORDER BY id LIMIT :size OFFSET :offset")
                  .bind("size", size)
                  .bind("offset", (page - 1L) * size)
                  .map((row, _) -> customer(row))
                  .list();
          return new Slice<>(items, total, page, size);
        });
  }

  Optional<Customer> find(int id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM customer WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> customer(row))
                .findOne());
  }

  /** Whose address and password these are; takes as long for a stranger as for a customer. */
  Optional<Customer> authenticate(String email, String password) {
    var stored =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT password FROM customer WHERE email = :email")
                    .bind("email", email)
                    .mapTo(String.class)
                    .findOne());
    var right = Passwords.matches(password, stored.orElse(Passwords.OF_NOBODY));
    return right && stored.isPresent() ? byEmail(email) : Optional.empty();
  }

  static void insert(Handle handle, List<Customer> customers) {
    // One salt for all of them keeps the first start quick; they share a known password anyway.
    var password = Passwords.hash(SEEDED_PASSWORD);
    var batch = handle.prepareBatch("INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?)");
    customers.forEach(
        c -> batch.add(c.id(), c.number(), c.name(), c.email(), c.since().toString(), password));
    batch.execute();
  }

  private Optional<Customer> byEmail(String email) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM customer WHERE email = :email")
                .bind("email", email)
                .map((row, _) -> customer(row))
                .findOne());
  }

  static Customer customer(ResultSet row) throws SQLException {
    return new Customer(
        row.getInt("id"),
        row.getString("number"),
        row.getString("name"),
        row.getString("email"),
        LocalDate.parse(row.getString("since")));
  }
}
