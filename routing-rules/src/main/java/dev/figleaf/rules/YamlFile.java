package dev.figleaf.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one YAML file into one record, with the bounds, values and messages of rule files: the
 * process config {@code figleaf.yaml}.
 */
public final class YamlFile {

  /**
   * What came of it.
   *
   * @param <T> the record
   */
  public sealed interface Result<T extends Record> {}

  /** The record, with the places of its values for checks of its owner. */
  public record Ok<T extends Record>(Bound<T> bound) implements Result<T> {}

  /** Everything that is wrong, sorted by place. */
  public record Rejected<T extends Record>(List<Problem> problems) implements Result<T> {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  private YamlFile() {}

  /** Reads a file; never throws for what stands in it. */
  public static <T extends Record> Result<T> read(
      Class<T> type, Path file, Environment environment) {
    return read(type, RuleSources.load(file), environment);
  }

  /** Reads a text as if it stood in a file. */
  public static <T extends Record> Result<T> read(
      Class<T> type, String name, String text, Environment environment) {
    return read(type, RuleSources.of(Map.of(name, text)), environment);
  }

  /**
   * Reads a file as far as its tree, for a caller that puts more into the tree and binds it.
   *
   * @return empty where a problem was added
   */
  public static Optional<LocatedNode> tree(Path file, Environment environment, Problems problems) {
    RuleSources sources = RuleSources.load(file);
    sources.problems().forEach(problems::add);
    return sources.files().stream()
        .findFirst()
        .flatMap(source -> tree(source, environment, problems));
  }

  private static <T extends Record> Result<T> read(
      Class<T> type, RuleSources sources, Environment environment) {
    var problems = new Problems();
    sources.problems().forEach(problems::add);
    Optional<Bound<T>> bound =
        sources.files().stream()
            .findFirst()
            .flatMap(source -> tree(source, environment, problems))
            .flatMap(root -> Binder.bind(type, root, problems));
    return bound.isPresent() && !problems.hasErrors()
        ? new Ok<>(bound.get())
        : new Rejected<>(problems.sorted());
  }

  private static Optional<LocatedNode> tree(
      RuleSources.Source source, Environment environment, Problems problems) {
    var substitution =
        new Substitution(environment, source.folder(), problems, Substitution.collected());
    return YamlText.decode(source.name(), source.bytes(), problems)
        .flatMap(text -> YamlTree.read(source.name(), text, substitution, problems));
  }
}
