package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.rules.Binder;
import dev.figleaf.rules.Bound;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.LocatedNode;
import dev.figleaf.rules.LocatedNode.Entry;
import dev.figleaf.rules.LocatedNode.Mapping;
import dev.figleaf.rules.LocatedNode.Scalar;
import dev.figleaf.rules.LocatedNode.Sequence;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.Nearest;
import dev.figleaf.rules.Origins;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.Problems;
import dev.figleaf.rules.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the process config from its three sources, each value from the last one that gives it: the
 * file, the environment, flags.
 *
 * <p>All three become one tree before it is bound, so that a mistake in a variable is told like a
 * mistake in the file, with the variable as its place.
 */
final class ConfigReader {
  /** The file that is read when none is named and it is there. */
  static final String USUAL_FILE = "figleaf.yaml";

  private static final String PREFIX = "FIGLEAF_";

  /** Variables that are read elsewhere: the process log and the launcher. */
  private static final Set<String> OTHERS =
      Set.of("FIGLEAF_LOG", "FIGLEAF_LOG_LEVEL", "FIGLEAF_JAVA_OPTS", "FIGLEAF_JVMS");

  /** What Kubernetes adds to every pod beside a service that is called figleaf. */
  private static final String OF_KUBERNETES = "FIGLEAF_(SERVICE_.*|PORT(_.*)?)";

  /** How reading ended. */
  sealed interface Result {
    /** All is good; the problems are warnings. */
    record Ok(ProcessConfig config, Origins origins, List<Problem> warnings) implements Result {}

    /** At least one problem is an error. */
    record Rejected(List<Problem> problems) implements Result {}
  }

  private final Map<String, String> environment;
  private final Problems problems = new Problems();

  private ConfigReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads the config.
   *
   * @param file the file that was named, or null for the usual one
   * @param flags what flags say, by the name of the key
   */
  static Result read(
      @Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
    return new ConfigReader(environment).read(file, flags);
  }

  private Result read(@Nullable Path file, Map<String, String> flags) {
    Optional<Bound<ProcessConfig>> config = tree(file).flatMap(root -> bind(root, flags));
    List<Problem> sorted = problems.sorted();
    return config.isPresent() && !problems.hasErrors()
        ? new Result.Ok(config.get().value(), config.get().origins(), sorted)
        : new Result.Rejected(sorted);
  }

  private Optional<LocatedNode> tree(@Nullable Path file) {
    Path usual = Path.of(USUAL_FILE);
    if (file == null && !Files.exists(usual)) {
      return Optional.of(new Mapping(Location.ofFile("config"), List.of()));
    }
    return YamlFile.tree(file == null ? usual : file, Environment.of(environment), problems);
  }

  private Optional<Bound<ProcessConfig>> bind(LocatedNode written, Map<String, String> flags) {
    if (!(written instanceof Mapping)) {
      return Binder.bind(ProcessConfig.class, written, problems);
    }
    LocatedNode root = written;
    for (Map.Entry<String, String> variable : variables().entrySet()) {
      Optional<ConfigKey> key = known(variable.getKey());
      if (key.isPresent()) {
        root = put(root, key.get(), variable.getValue(), variable.getKey());
      }
    }
    for (Map.Entry<String, String> flag : flags.entrySet()) {
      root = put(root, ConfigKey.of(flag.getKey()), flag.getValue(), flagName(flag.getKey()));
    }
    refuseBoth((Mapping) root);
    return Binder.bind(ProcessConfig.class, root, problems);
  }

  /** One says in short what the other says whole; nobody could tell which of them counts. */
  private void refuseBoth(Mapping root) {
    if (root.get("listeners").isPresent()) {
      root.entries().stream()
          .filter(entry -> entry.key().text().equals("listen"))
          .forEach(
              listen ->
                  problems.error(
                      listen.value().at(),
                      "listen",
                      "there are listeners, too; write this one among them"));
    }
  }

  /** The variables that are meant for Figleaf, by name; one without text is one that is not set. */
  private Map<String, String> variables() {
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(PREFIX) && !variable.getValue().isEmpty())
        .filter(variable -> !OTHERS.contains(variable.getKey()))
        .filter(variable -> !variable.getKey().matches(OF_KUBERNETES))
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
  }

  private Optional<ConfigKey> known(String variable) {
    Optional<ConfigKey> found =
        ConfigKey.ALL.stream().filter(key -> key.variable().equals(variable)).findFirst();
    if (found.isEmpty()) {
      List<String> names = ConfigKey.ALL.stream().map(ConfigKey::variable).toList();
      problems.warning(
          Location.ofFile(variable),
          "",
          "no such variable is known"
              + Nearest.to(variable, names)
                  .map(near -> "; did you mean " + near + "?")
                  .orElse("; docs/configuration.md lists them"));
    }
    return found;
  }

  private static String flagName(String key) {
    return "--" + (key.equals("admin.listen") ? "admin" : key);
  }

  private static LocatedNode put(LocatedNode root, ConfigKey key, String text, String source) {
    return put(root, key.path(), value(key, text, Location.ofFile(source)));
  }

  private static LocatedNode value(ConfigKey key, String text, Location at) {
    return key.isList()
        ? new Sequence(
            at,
            Arrays.stream(text.split(",", -1))
                .<LocatedNode>map(word -> new Scalar(at, word.strip(), true, null))
                .toList())
        : new Scalar(at, text, true, null);
  }

  private static LocatedNode put(LocatedNode node, List<String> path, LocatedNode value) {
    if (path.isEmpty()) {
      return value;
    }
    String key = path.getFirst();
    // Where the file has no mapping, its mistake is overridden too.
    Mapping mapping =
        node instanceof Mapping found ? found : new Mapping(value.at(), List.<Entry>of());
    LocatedNode below = mapping.get(key).orElse(new Mapping(value.at(), List.of()));
    var entries = new ArrayList<>(mapping.entries());
    entries.removeIf(entry -> entry.key().text().equals(key));
    entries.add(
        new Entry(
            new Scalar(value.at(), key, true, null),
            put(below, path.subList(1, path.size()), value)));
    return new Mapping(mapping.at(), entries);
  }
}
