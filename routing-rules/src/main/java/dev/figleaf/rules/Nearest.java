package dev.figleaf.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Finds the known word that was probably meant. */
public final class Nearest {
  private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();
  private static final int LONGEST = 64;
  private static final int MOST_COMPARED = 1_000;
  private static final int MOST_LISTED = 14;

  private record Scored(String word, int distance) {}

  private Nearest() {}

  /** The known word nearest to this one, if one is near. */
  public static Optional<String> to(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = plain(word);
    int most = Math.max(1, wanted.length() / 3);
    return known.stream()
        .limit(MOST_COMPARED)
        .map(candidate -> new Scored(candidate, DISTANCE.apply(wanted, plain(candidate))))
        .filter(scored -> scored.distance <= most && scored.distance < scored.word.length())
        .min(Comparator.comparingInt(Scored::distance).thenComparing(Scored::word))
        .map(Scored::word);
  }

  /** What follows the naming of an unknown word: the nearest, or all that are known. */
  public static String hint(String word, Collection<String> known) {
    return to(word, known)
        .map(near -> "; did you mean " + Quoted.of(near) + "?")
        .orElseGet(() -> known.isEmpty() ? "" : "; known here: " + list(known));
  }

  private static String list(Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    return sorted.stream().limit(MOST_LISTED).collect(Collectors.joining(", "))
        + (sorted.size() > MOST_LISTED ? ", …" : "");
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
