package dev.figleaf.rules;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The texts of rule files as they were written, before any {@code ${…}} in them is filled in: what
 * the environment and other files give, secrets above all, is not in them.
 *
 * @param files by the name of the file within its folder
 * @param hash a fingerprint of names and texts (SHA-256, hex)
 */
public record RuleTexts(SortedMap<String, String> files, String hash) {
  /** Where there are no files. */
  public static final RuleTexts NONE = of(Map.of());

  public RuleTexts {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Texts by the name of their file. */
  public static RuleTexts of(Map<String, String> files) {
    var sorted = new TreeMap<>(files);
    var bytes = new TreeMap<String, byte[]>();
    sorted.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return new RuleTexts(sorted, ContentHash.of(bytes));
  }

  static RuleTexts of(RuleSources sources) {
    var texts = new TreeMap<String, String>();
    var bytes = new TreeMap<String, byte[]>();
    for (RuleSources.Source source : sources.files()) {
      texts.put(source.key(), new String(source.bytes(), StandardCharsets.UTF_8));
      bytes.put(source.key(), source.bytes());
    }
    return new RuleTexts(texts, ContentHash.of(bytes));
  }

  /** How many characters they have together. */
  public long length() {
    return files.entrySet().stream()
        .mapToLong(file -> file.getKey().length() + file.getValue().length())
        .sum();
  }
}
