package dev.figleaf.proxy.store;

class PostgresRuleHistoryTest extends RuleHistoryContract {
  private final StoreSettings settings = Postgres.newDatabase();

  @Override
  StoreSettings settings() {
    return settings;
  }
}
