package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.ProcessConfig;
import dev.figleaf.proxy.handler.aggregate.AggregateProblems;
import dev.figleaf.proxy.handler.transform.TransformProblems;
import dev.figleaf.proxy.shadow.ShadowProblems;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleFiles;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.HostAndPort;
import dev.figleaf.rules.Problem;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleTexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a config names, read anew whenever asked.
 *
 * @param path the file or folder; null where the monolith alone is the rules
 */
record RuleSource(RuleLoader loader, @Nullable Path path) implements RuleFiles {
  /** Where rules are when nobody says where. */
  static final Path USUAL = Path.of("routing-rules", "rules");

  static RuleSource of(ProcessConfig config, Map<String, String> environment) {
    var reader = new RuleReader(Environment.of(environment)).withSelf(self(config));
    var whole = config.monolith() == null ? reader : reader.withMonolith(config.monolith());
    return new RuleSource(new RuleLoader(whole), path(config));
  }

  private static @Nullable Path path(ProcessConfig config) {
    if (config.rules() != null) {
      return Path.of(config.rules());
    }
    return config.monolith() == null ? USUAL : null;
  }

  private static Set<HostAndPort> self(ProcessConfig config) {
    return Stream.of(config.listen(), config.admin().listen())
        .filter(address -> address.port() != 0)
        .map(address -> new HostAndPort(address.host(), address.port()))
        .collect(Collectors.toSet());
  }

  /** Whether nobody said where rules are, and they are not where they usually are. */
  boolean isAbsent() {
    return USUAL.equals(path) && !Files.exists(USUAL);
  }

  @Override
  public Loaded get() {
    return checked(loader.load(path));
  }

  @Override
  public Loaded get(RuleTexts texts) {
    return checked(loader.load(texts, path));
  }

  @Override
  public Optional<Path> place() {
    return Optional.ofNullable(path);
  }

  private static Loaded checked(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Rejected rejected -> rejected;
      case Loaded.Ok ok -> {
        List<Problem> problems =
            Stream.of(
                    ShadowProblems.find(ok.rules()),
                    AggregateProblems.find(ok.rules()),
                    TransformProblems.find(ok.rules()))
                .flatMap(List::stream)
                .toList();
        yield problems.isEmpty()
            ? ok
            : new Loaded.Rejected(
                Stream.concat(ok.warnings().stream(), problems.stream()).sorted().toList(),
                ok.hash(),
                ok.texts());
      }
    };
  }
}
