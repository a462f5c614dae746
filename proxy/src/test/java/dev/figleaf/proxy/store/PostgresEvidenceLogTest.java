package dev.figleaf.proxy.store;

class PostgresEvidenceLogTest extends EvidenceLogContract {
  private final StoreSettings settings = Postgres.newDatabase();

  @Override
  StoreSettings settings() {
    return settings;
  }
}
