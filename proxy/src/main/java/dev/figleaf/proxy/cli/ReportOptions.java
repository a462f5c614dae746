package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.store.StoreSettings;
import dev.figleaf.proxy.store.StoreUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom a command about reports asks: a facade that runs, or the database it left. */
final class ReportOptions {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private FacadeOptions facade;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description = "Read this database, no facade: sqlite:PATH or postgresql://HOST/DATABASE.")
  private @Nullable String store;

  @Option(names = "--offline", description = "Read the database of the config, no facade.")
  private boolean offline;

  /** Who is asked. */
  ReportSource source() {
    boolean stored = offline || store != null;
    if (stored && facade.isNamed()) {
      throw new ReportFailure(
          ReportFailure.CALLED_WRONGLY, "--admin asks a facade, --store and --offline ask none");
    }
    return stored
        ? new StoredReports(settings())
        : new AskedReports(facade.asked("or say --offline to read its database"));
  }

  private StoreSettings settings() {
    StoreSettings settings = facade.config().store();
    if (store == null) {
      return settings;
    }
    try {
      return settings.at(StoreUrl.parse(store));
    } catch (IllegalArgumentException e) {
      throw new ReportFailure(ReportFailure.CALLED_WRONGLY, "--store " + e.getMessage());
    }
  }
}
