package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.Author;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commit that rule files are at, where their folder is in a checkout and all of them are just
 * as HEAD has them.
 *
 * <p>Git itself is asked, by commands that run neither hooks nor filters of the checkout; whether
 * files are unmodified is found by hashing them here. Where any of it fails there is no commit.
 *
 * @param id of it, in hex
 * @param author his name
 */
record GitCommit(String id, String author) {
  private static final Pattern AUTHOR = Pattern.compile("(?m)^author (.*) <[^>]*> [0-9]+ [+-]");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** The commit of HEAD, where all rule files are just as it has them. */
  static Optional<GitCommit> of(Optional<Path> place) {
    return place.map(Path::toAbsolutePath).filter(GitCommit::isInCheckout).flatMap(GitCommit::ask);
  }

  private static boolean isInCheckout(Path place) {
    for (@Nullable Path at = place; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<GitCommit> ask(Path place) {
    @Nullable Path folder = Files.isDirectory(place) ? place : place.getParent();
    if (folder == null) {
      return Optional.empty();
    }
    var git = new GitProcess(folder);
    Optional<String> id =
        git.answer("rev-parse", "--verify", "HEAD")
            .map(String::strip)
            .filter(text -> HASH.matcher(text).matches());
    return id.filter(_ -> isUnmodified(git, place, folder))
        .flatMap(_ -> git.answer("cat-file", "commit", "HEAD"))
        .flatMap(GitCommit::author)
        .map(author -> new GitCommit(id.orElseThrow(), author));
  }

  private static Optional<String> author(String commit) {
    Matcher author = AUTHOR.matcher(commit);
    return author.find() ? Optional.of(bounded(author.group(1))) : Optional.empty();
  }

  private static String bounded(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", " ").strip();
    String shown = plain.isEmpty() ? Author.FILES.by() : plain;
    return shown.length() > Author.LONGEST_NAME ? shown.substring(0, Author.LONGEST_NAME) : shown;
  }

  /** Whether HEAD has the same rule files in this folder, byte for byte, and no others. */
  private static boolean isUnmodified(GitProcess git, Path place, Path folder) {
    Optional<String> tree = git.answer("ls-tree", "-z", "HEAD");
    try {
      Map<String, Path> files = ruleFiles(place, folder);
      return tree.isPresent() && !files.isEmpty() && areThere(entries(tree.get()), files, place);
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean areThere(
      Map<String, String> committed, Map<String, Path> files, Path place) throws IOException {
    for (var file : files.entrySet()) {
      @Nullable String hash = committed.get(file.getKey());
      if (hash == null || !hash.equals(hash(file.getValue(), hash.length()))) {
        return false;
      }
    }
    return !Files.isDirectory(place)
        || committed.keySet().stream().filter(GitCommit::isRuleFile).allMatch(files::containsKey);
  }

  private static Map<String, Path> ruleFiles(Path place, Path folder) throws IOException {
    var files = new HashMap<String, Path>();
    if (!Files.isDirectory(place)) {
      files.put(String.valueOf(place.getFileName()), place);
      return files;
    }
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(path -> isRuleFile(String.valueOf(path.getFileName())))
          .limit(1_000)
          .forEach(path -> files.put(String.valueOf(path.getFileName()), path));
    }
    return files;
  }

  private static boolean isRuleFile(String name) {
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }

  /** Lines of {@code ls-tree -z}: mode, type, hash, a tab, the name. */
  private static Map<String, String> entries(String tree) {
    var entries = new HashMap<String, String>();
    for (String line : List.of(tree.split("\0", -1))) {
      int tab = line.indexOf('\t');
      String[] words = tab < 0 ? new String[0] : line.substring(0, tab).split(" ", -1);
      if (words.length == 3 && words[1].equals("blob")) {
        entries.put(line.substring(tab + 1), words[2]);
      }
    }
    return entries;
  }

  /** As Git names the content of a file. */
  private static String hash(Path file, int length) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      var digest = MessageDigest.getInstance(length == 40 ? "SHA-1" : "SHA-256");
      digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has both", e);
    }
  }
}
