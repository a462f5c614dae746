package dev.figleaf.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a rule set, as bytes, before anything is made of them.
 *
 * <p>A folder gives its {@code *.yaml} and {@code *.yml} in the order of their names; folders in it
 * and names that begin with a dot (a ConfigMap's {@code ..data}) are passed over, symbolic links
 * are followed.
 */
public final class RuleSources {
  static final int MOST_FILES = 1_000;

  /**
   * One file.
   *
   * @param name as the operator knows it
   * @param key its name within its folder
   * @param folder that relative paths in it start from
   */
  record Source(String name, String key, Path folder, byte[] bytes) {}

  private final String name;
  private final List<Source> files;
  private final List<Problem> problems;

  private RuleSources(String name, List<Source> files, List<Problem> problems) {
    this.name = name;
    this.files = List.copyOf(files);
    this.problems = List.copyOf(problems);
  }

  /** Reads a file, or the rule files of a folder. Whatever cannot be read is a problem. */
  public static RuleSources load(Path fileOrFolder) {
    var loading = new Loading();
    if (Files.isDirectory(fileOrFolder)) {
      loading.folder(fileOrFolder);
    } else {
      loading.file(fileOrFolder);
    }
    return new RuleSources(fileOrFolder.toString(), loading.files, loading.problems.sorted());
  }

  /** Takes texts by file name; relative paths in them start from the working directory. */
  public static RuleSources of(Map<String, String> texts) {
    return of(texts, Path.of(""));
  }

  /** Takes texts by file name, as if they stood in a folder. */
  public static RuleSources of(Map<String, String> texts, Path folder) {
    List<Source> files =
        new TreeMap<>(texts)
            .entrySet().stream()
                .map(text -> source(text.getKey(), folder, text.getValue()))
                .toList();
    return new RuleSources("rules", files, List.of());
  }

  private static Source source(String name, Path folder, String text) {
    return new Source(name, name, folder, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Takes texts that a file or folder had before, as if it still had them.
   *
   * @param fileOrFolder null where the texts are of none
   */
  public static RuleSources again(RuleTexts texts, @Nullable Path fileOrFolder) {
    Path place = fileOrFolder == null ? Path.of("rules") : fileOrFolder;
    boolean folder = Files.isDirectory(place);
    Path from = folder ? place : place.toAbsolutePath().getParent();
    List<Source> files =
        texts.files().entrySet().stream()
            .map(
                file ->
                    new Source(
                        (folder
                                ? place.resolve(file.getKey())
                                : place.resolveSibling(file.getKey()))
                            .toString(),
                        file.getKey(),
                        from == null ? place : from.toAbsolutePath(),
                        file.getValue().getBytes(StandardCharsets.UTF_8)))
            .toList();
    return new RuleSources(place.toString(), files, List.of());
  }

  /** No files at all, for a facade that needs none. */
  public static RuleSources none() {
    return new RuleSources("rules", List.of(), List.of());
  }

  String name() {
    return name;
  }

  List<Source> files() {
    return files;
  }

  List<Problem> problems() {
    return problems;
  }

  private static final class Loading {
    private final List<Source> files = new ArrayList<>();
    private final Problems problems = new Problems();

    void folder(Path folder) {
      List<Path> found;
      try (Stream<Path> entries = Files.list(folder)) {
        found = entries.filter(Loading::isRuleFile).limit(MOST_FILES + 1).toList();
      } catch (IOException e) {
        unreadable(folder);
        return;
      }
      if (found.size() > MOST_FILES) {
        problems.error(
            Location.ofFile(folder.toString()), "", "the folder holds more than 1,000 rule files");
        return;
      }
      found.stream().sorted().forEach(this::file);
    }

    private static boolean isRuleFile(Path path) {
      String name = String.valueOf(path.getFileName());
      return !name.startsWith(".")
          && (name.endsWith(".yaml") || name.endsWith(".yml"))
          && !Files.isDirectory(path);
    }

    void file(Path file) {
      if (!Files.exists(file)) {
        problems.error(
            Location.ofFile(file.toString()), "", "there is no file or folder of this name");
        return;
      }
      if (!Files.isRegularFile(file)) {
        // A pipe or a device could keep the reader waiting for ever.
        problems.error(Location.ofFile(file.toString()), "", "this is not a regular file");
        return;
      }
      try (var in = Files.newInputStream(file)) {
        Path folder = file.toAbsolutePath().getParent();
        byte[] bytes = in.readNBytes(YamlText.LARGEST + 1);
        files.add(
            new Source(
                file.toString(),
                String.valueOf(file.getFileName()),
                folder == null ? file : folder,
                bytes));
      } catch (IOException _) {
        unreadable(file);
      }
    }

    private void unreadable(Path path) {
      problems.error(
          Location.ofFile(path.toString()), "", "cannot be read; may the process read it?");
    }
  }
}
