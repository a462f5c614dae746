package dev.figleaf.sample.monolith;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Who is logged in: sessions in the database, so that they outlive a restart. */
final class Sessions {
  static final String COOKIE = "SESSION";

  private static final Duration LIFE = Duration.ofHours(12);
  private static final int MOST = 10_000;

  private final Jdbi jdbi;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Sessions(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Opens a session; forgets what has expired, and the oldest where there are too many. */
  String open(Customer customer) {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    var id = HexFormat.of().formatHex(bytes);
    jdbi.useTransaction(
        handle -> {
          handle.execute("DELETE FROM session WHERE expires <= ?", clock.millis());
          handle.execute(
              """
              DELETE FROM session WHERE id IN (
                SELECT id FROM session ORDER BY expires DESC LIMIT -1 OFFSET ?)
              """,
              MOST - 1);
          var expires = clock.millis() + LIFE.toMillis();
          handle.execute("INSERT INTO session VALUES (?, ?, ?)", id, customer.id(), expires);
        });
    return id;
  }

  Optional<Customer> customer(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT c.* FROM session s JOIN customer c ON c.id = s.customer
                     WHERE s.id = :id AND s.expires > :now
                    """)
                .bind("id", id)
                .bind("now", clock.millis())
                .map((row, _) -> Customers.customer(row))
                .findOne());
  }

  void close(String id) {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM session WHERE id = ?", id));
  }
}
