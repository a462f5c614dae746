package dev.figleaf.proxy.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteInventoryLogTest extends InventoryLogContract {
  @TempDir Path folder;

  @Override
  StoreSettings settings() {
    return StoreSettings.USUAL.at(
        StoreUrl.parse("sqlite:" + folder.resolve("made/for/it/figleaf.db")));
  }
}
