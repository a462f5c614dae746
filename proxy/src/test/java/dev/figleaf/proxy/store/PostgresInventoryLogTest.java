package dev.figleaf.proxy.store;

class PostgresInventoryLogTest extends InventoryLogContract {
  private final StoreSettings settings = Postgres.newDatabase();

  @Override
  StoreSettings settings() {
    return settings;
  }
}
