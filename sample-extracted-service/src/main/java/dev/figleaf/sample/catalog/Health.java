package dev.figleaf.sample.catalog;

import org.jdbi.v3.core.Jdbi;

/** {@code /healthz}: whether the service can reach its database. */
final class Health {
  private final Jdbi jdbi;

  Health(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  private record State(String status) {}

  void register(Web web) {
    web.get("/healthz", _ -> health());
  }

  private Answer health() {
    jdbi.useHandle(handle -> handle.execute("SELECT 1"));
    return Answer.json(200, new State("up")).with("Cache-Control", "no-store");
  }
}
