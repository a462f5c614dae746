package dev.figleaf.sample.catalog;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How one catalog is started.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param database the SQLite file, created and seeded when it is not there
 * @param seed what the data is grown from; the monolith must be given the same
 * @param switches how badly the service behaves at first
 * @param faults what it gets wrong at first
 * @param meta whether answers say something about themselves, which differs each time
 */
public record CatalogOptions(
    String host,
    int port,
    Path database,
    long seed,
    Switches switches,
    Set<Fault> faults,
    boolean meta) {

  /** What the catalog's data is grown from unless somebody says otherwise. */
  public static final long SEED = 42;

  private static final Set<String> VALUED =
      Set.of("--port", "--data", "--host", "--slow", "--error-rate", "--faults", "--meta");
  private static final Set<String> BARE = Set.of("--down");

  /** Copies. */
  public CatalogOptions {
    faults = Set.copyOf(faults);
  }

  /** A well-behaved catalog on the loopback address with the usual seed. */
  public CatalogOptions(int port, Path database) {
    this("127.0.0.1", port, database, SEED, Switches.OFF, Set.of(), true);
  }

  /** The same, whose answers to one request are the same each time. */
  public CatalogOptions withoutMeta() {
    return new CatalogOptions(host, port, database, seed, switches, faults, false);
  }

  /**
   * Reads the command line, then the environment, then the defaults.
   *
   * @throws IllegalArgumentException says in a sentence what is wrong with a flag
   */
  static CatalogOptions parse(List<String> arguments, Map<String, String> environment) {
    var flags = flags(arguments);
    var port = flags.getOrDefault("--port", environment.getOrDefault("CATALOG_PORT", "8082"));
    var data =
        flags.getOrDefault("--data", environment.getOrDefault("CATALOG_DATA", "data/catalog.db"));
    var host = flags.getOrDefault("--host", environment.getOrDefault("CATALOG_HOST", "127.0.0.1"));
    var faults = flags.getOrDefault("--faults", environment.getOrDefault("CATALOG_FAULTS", ""));
    var meta = flags.getOrDefault("--meta", environment.getOrDefault("CATALOG_META", "on"));
    return new CatalogOptions(
        host, port(port), Path.of(data), SEED, switches(flags), faults(faults), isOn(meta));
  }

  private static Switches switches(Map<String, String> flags) {
    var rate = flags.getOrDefault("--error-rate", "0");
    if (!rate.matches("[01]|0?\\.\\d{1,6}")) {
      throw new IllegalArgumentException("an error rate is from 0 to 1, not " + rate);
    }
    return new Switches(
        Switches.duration(flags.get("--slow")),
        flags.containsKey("--down"),
        Double.parseDouble(rate));
  }

  private static Map<String, String> flags(List<String> arguments) {
    var flags = new HashMap<String, String>();
    var rest = arguments.iterator();
    while (rest.hasNext()) {
      var flag = rest.next();
      if (BARE.contains(flag)) {
        flags.put(flag, "");
      } else if (!VALUED.contains(flag)) {
        throw new IllegalArgumentException("unknown flag " + flag);
      } else if (!rest.hasNext()) {
        throw new IllegalArgumentException(flag + " needs a value");
      } else {
        flags.put(flag, rest.next());
      }
    }
    return flags;
  }

  private static Set<Fault> faults(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .map(Fault::of)
        .collect(Collectors.toSet());
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
