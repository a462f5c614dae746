package dev.figleaf.sample.monolith;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one shop is started.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param database the SQLite file, created and seeded when it is not there
 * @param seed what the data is grown from; the extracted catalog must be given the same
 * @param tick the time between two ticks of the stock ticker
 * @param follower where the extracted catalog hears of changes, or null
 * @param meta whether answers of the catalog say something about themselves, which differs each
 *     time
 */
public record MonolithOptions(
    String host,
    int port,
    Path database,
    long seed,
    Duration tick,
    @Nullable URI follower,
    boolean meta) {

  /** What the shop's data is grown from unless somebody says otherwise. */
  public static final long SEED = 42;

  private static final Set<String> FLAGS =
      Set.of("--port", "--data", "--host", "--follower", "--meta");

  /** A shop on the loopback address with the usual seed. */
  public MonolithOptions(int port, Path database) {
    this("127.0.0.1", port, database, SEED, Duration.ofSeconds(1), null, true);
  }

  /** The same, which tells an extracted catalog of changes. */
  public MonolithOptions followedBy(URI catalog) {
    return new MonolithOptions(host, port, database, seed, tick, catalog, meta);
  }

  /** The same with another time between two ticks. */
  public MonolithOptions ticking(Duration each) {
    return new MonolithOptions(host, port, database, seed, each, follower, meta);
  }

  /** The same, whose answers to one request are the same each time. */
  public MonolithOptions withoutMeta() {
    return new MonolithOptions(host, port, database, seed, tick, follower, false);
  }

  /**
   * Reads the command line, then the environment, then the defaults.
   *
   * @throws IllegalArgumentException says in a sentence what is wrong with a flag
   */
  static MonolithOptions parse(List<String> arguments, Map<String, String> environment) {
    var flags = flags(arguments);
    var port = flags.getOrDefault("--port", environment.getOrDefault("SHOP_PORT", "8081"));
    var data = flags.getOrDefault("--data", environment.getOrDefault("SHOP_DATA", "data/shop.db"));
    var host = flags.getOrDefault("--host", environment.getOrDefault("SHOP_HOST", "127.0.0.1"));
    var follower = flags.getOrDefault("--follower", environment.getOrDefault("SHOP_FOLLOWER", ""));
    var meta = flags.getOrDefault("--meta", environment.getOrDefault("SHOP_META", "on"));
    return new MonolithOptions(
        host,
        port(port),
        Path.of(data),
        SEED,
        Duration.ofSeconds(1),
        follower.isEmpty() ? null : url(follower),
        isOn(meta));
  }

  private static Map<String, String> flags(List<String> arguments) {
    var flags = new HashMap<String, String>();
    for (var i = 0; i < arguments.size(); i += 2) {
      var flag = arguments.get(i);
      if (!FLAGS.contains(flag)) {
        throw new IllegalArgumentException("unknown flag " + flag);
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(flag + " needs a value");
      }
      flags.put(flag, arguments.get(i + 1));
    }
    return flags;
  }

  private static URI url(String text) {
    if (!text.matches("http://[\\w.\\-:\\[\\]]+/?")) {
      throw new IllegalArgumentException(
          "a follower is such as http://127.0.0.1:8082, not " + text);
    }
    return URI.create(text);
  }

  private static boolean isOn(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("meta is on or off, not " + text);
    };
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + text);
    }
    return Integer.parseInt(text);
  }
}
