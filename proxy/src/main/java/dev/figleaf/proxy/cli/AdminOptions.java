package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which facade is asked, and by whom. The token is never printed. */
final class AdminOptions {
  /** The variable that may hold the token. */
  static final String TOKEN = "FIGLEAF_TOKEN";

  private static final int LONGEST_TOKEN = 4 * 1024;

  private final Map<String, String> environment;

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS",
      description = "Where the facade listens for operators; as the config says by default.")
  private @Nullable String admin;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "What lets you in, where the facade asks; others on this machine may see it here. By"
              + " default FIGLEAF_TOKEN, else the config's.")
  private @Nullable String token;

  @Option(names = "--token-file", paramLabel = "FILE", description = "The file that holds it.")
  private @Nullable Path tokenFile;

  AdminOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Whether the facade was named. */
  boolean isNamed() {
    return admin != null;
  }

  /**
   * The facade, which has not been asked yet.
   *
   * @param usual where it is if nobody named it, and what lets one in there
   * @param otherwise what else may be typed where nobody answers, or empty
   */
  AskedFacade asked(Supplier<ProcessConfig.Admin> usual, String otherwise) {
    @Nullable String shown = token();
    if (admin != null) {
      return new AskedFacade(named(admin), shown, otherwise);
    }
    ProcessConfig.Admin configured = usual.get();
    // It goes nowhere but to the facade of this config.
    @Nullable String known = shown == null ? configured.token() : shown;
    return new AskedFacade(URI.create(configured.listen().url()), known, otherwise);
  }

  private static URI named(String admin) {
    try {
      URI uri = URI.create(admin.contains("://") ? admin : "http://" + admin);
      boolean known = Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
      if (known && uri.getHost() != null && uri.getPath().length() <= 1) {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw wrong("--admin: " + admin + " is no address; write one such as 127.0.0.1:9900");
  }

  private @Nullable String token() {
    if (token != null && tokenFile != null) {
      throw wrong("--token and --token-file are two ways to say it; leave out one");
    }
    @Nullable String said = tokenFile == null ? token : read(tokenFile);
    String all = said == null ? environment.getOrDefault(TOKEN, "").strip() : said.strip();
    if (all.length() > LONGEST_TOKEN || !all.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw wrong("the token is none: it is one word of visible ASCII characters");
    }
    return all.isEmpty() ? null : all;
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > LONGEST_TOKEN) {
        throw wrong("--token-file: " + file + " is too large to hold a token");
      }
      return Files.readString(file);
    } catch (IOException _) {
      throw wrong("--token-file: " + file + " cannot be read");
    }
  }

  private static ReportFailure wrong(String message) {
    return new ReportFailure(ReportFailure.CALLED_WRONGLY, message);
  }
}
