package dev.figleaf.rules;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads rule files into one {@link RuleSet}, or tells everything that is wrong with all of them.
 *
 * <p>Immutable and safe to share. Reads files on the calling thread; never throws for what stands
 * in them.
 */
public final class RuleReader {
  private final Environment environment;
  private final Set<HostAndPort> self;
  private final @Nullable URI monolith;

  public RuleReader(Environment environment) {
    this(environment, Set.of(), null);
  }

  private RuleReader(Environment environment, Set<HostAndPort> self, @Nullable URI monolith) {
    this.environment = environment;
    this.self = Set.copyOf(self);
    this.monolith = monolith;
  }

  /** The same reader, which refuses upstreams at these addresses: the facade's own listeners. */
  public RuleReader withSelf(Set<HostAndPort> listeners) {
    return new RuleReader(environment, listeners, monolith);
  }

  /**
   * The same reader, with an upstream {@code monolith} and a route {@code /**} to it where the
   * rules have none.
   */
  public RuleReader withMonolith(URI url) {
    return new RuleReader(environment, self, url);
  }

  /** Reads a file, or the rule files of a folder. */
  public ReadResult read(Path fileOrFolder) {
    return read(RuleSources.load(fileOrFolder));
  }

  /** Reads texts by file name. */
  public ReadResult read(Map<String, String> texts) {
    return read(RuleSources.of(texts));
  }

  /** Reads what was loaded before. */
  public ReadResult read(RuleSources sources) {
    var problems = new Problems();
    sources.problems().forEach(problems::add);
    Map<Path, byte[]> referenced = Substitution.collected();
    var merged = new MergedRules(problems);
    if (!sources.problems().isEmpty()) {
      merged.addUnreadable();
    }
    for (RuleSources.Source source : sources.files()) {
      add(source, referenced, merged, problems);
    }
    if (monolith != null) {
      merged.addMonolith(monolith);
    }
    return result(sources, merged, problems, ContentHash.of(sources, referenced));
  }

  private void add(
      RuleSources.Source source,
      Map<Path, byte[]> referenced,
      MergedRules merged,
      Problems problems) {
    var substitution = new Substitution(environment, source.folder(), problems, referenced);
    Optional<LocatedNode> root =
        YamlText.decode(source.name(), source.bytes(), problems)
            .flatMap(text -> YamlTree.read(source.name(), text, substitution, problems));
    Optional<Bound<RuleFile>> file =
        root.flatMap(node -> Binder.bind(RuleFile.class, node, problems));
    if (root.isPresent() && file.isPresent()) {
      merged.add(root.get(), file.get());
    } else {
      merged.addUnreadable();
    }
  }

  private ReadResult result(
      RuleSources sources, MergedRules merged, Problems problems, String hash) {
    RuleSet rules = merged.rules();
    checkAnything(sources, merged, problems);
    new RuleValidator(rules, merged, self, problems).validate();
    return problems.hasErrors()
        ? new ReadResult.Rejected(problems.sorted(), hash, RuleTexts.of(sources))
        : new ReadResult.Ok(rules, problems.sorted(), hash, RuleTexts.of(sources));
  }

  private void checkAnything(RuleSources sources, MergedRules merged, Problems problems) {
    Location all = Location.ofFile(sources.name());
    if (sources.files().isEmpty() && sources.problems().isEmpty() && monolith == null) {
      problems.error(all, "", "there is no rule file (*.yaml or *.yml) here");
    } else if (merged.isWhole() && !merged.hasRoutes() && !sources.files().isEmpty()) {
      problems.error(
          all, "", "there are no routes; write at least routes: [{ match: /**, to: NAME }]");
    }
  }
}
