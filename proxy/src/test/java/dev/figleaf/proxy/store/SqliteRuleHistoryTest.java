package dev.figleaf.proxy.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRuleHistoryTest extends RuleHistoryContract {
  @TempDir Path folder;

  @Override
  StoreSettings settings() {
    return StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + folder.resolve("figleaf.db")));
  }
}
