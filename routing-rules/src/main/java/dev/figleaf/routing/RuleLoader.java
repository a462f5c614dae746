package dev.figleaf.routing;

import dev.figleaf.rules.Problem;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleSources;
import dev.figleaf.rules.RuleTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads rule files, looks for routes that conflict, and compiles what is left: all that stands
 * between files and a table that may go live.
 *
 * <p>Conflicts are looked for once every file can be read: a route that could not be read would
 * only be missed. Immutable; reads files on the calling thread.
 */
public final class RuleLoader {
  private final RuleReader reader;

  public RuleLoader(RuleReader reader) {
    this.reader = reader;
  }

  /**
   * Loads a file or a folder.
   *
   * @param fileOrFolder null where there are no files and the reader itself knows a monolith
   */
  public Loaded load(@Nullable Path fileOrFolder) {
    return compile(fileOrFolder == null ? reader.read(Map.of()) : reader.read(fileOrFolder));
  }

  /** Loads texts by file name. */
  public Loaded load(Map<String, String> texts) {
    return compile(reader.read(texts));
  }

  /**
   * Loads texts that a file or folder had before.
   *
   * @param fileOrFolder null where the reader itself knows a monolith and there are no files
   */
  public Loaded load(RuleTexts texts, @Nullable Path fileOrFolder) {
    return compile(
        texts.files().isEmpty() && fileOrFolder == null
            ? reader.read(Map.of())
            : reader.read(RuleSources.again(texts, fileOrFolder)));
  }

  private static Loaded compile(ReadResult read) {
    return switch (read) {
      case ReadResult.Rejected(var problems, var hash, var texts) ->
          new Loaded.Rejected(problems, hash, texts);
      case ReadResult.Ok ok -> compile(ok);
    };
  }

  private static Loaded compile(ReadResult.Ok read) {
    List<Problem> problems =
        Stream.concat(read.warnings().stream(), RouteConflicts.find(read.rules()).stream())
            .sorted()
            .toList();
    return problems.stream().anyMatch(Problem::isError)
        ? new Loaded.Rejected(problems, read.hash(), read.texts())
        : new Loaded.Ok(
            read.rules(), RouteTable.compile(read.rules()), problems, read.hash(), read.texts());
  }
}
