package dev.figleaf.sample.monolith;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How one shop is started.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param database the SQLite file, created and seeded when it is not there
 * @param seed what the data is grown from; the extracted catalog must be given the same
 * @param tick the time between two ticks of the stock ticker
 */
public record MonolithOptions(String host, int port, Path database, long seed, Duration tick) {

  /** What the shop's data is grown from unless somebody says otherwise. */
  public static final long SEED = 42;

  /** A shop on the loopback address with the usual seed. */
  public MonolithOptions(int port, Path database) {
    this("127.0.0.1", port, database, SEED, Duration.ofSeconds(1));
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
    return new MonolithOptions(host, port(port), Path.of(data), SEED, Duration.ofSeconds(1));
  }

  private static Map<String, String> flags(List<String> arguments) {
    var flags = new HashMap<String, String>();
    for (var i = 0; i < arguments.size(); i += 2) {
      var flag = arguments.get(i);
      if (!List.of("--port", "--data", "--host").contains(flag)) {
        throw new IllegalArgumentException("unknown flag " + flag);
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(flag + " needs a value");
      }
      flags.put(flag, arguments.get(i + 1));
    }
    return flags;
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + text);
    }
    return Integer.parseInt(text);
  }
}
