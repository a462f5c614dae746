package dev.figleaf.proxy.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers that are kept for one address: of several sides, and for several kinds of request.
 * Immutable; the newest stands first.
 */
public record Variants(List<StoredAnswer> answers) {
  /** More than that are not kept of one address. */
  static final int MOST = 32;

  static final Variants NONE = new Variants(List.of());

  /** The one that fits a request (RFC 9111 §4.1), fit or not to be given now. */
  @Nullable StoredAnswer select(Asked asked) {
    for (StoredAnswer answer : answers) {
      if (answer.upstream().equals(asked.upstream())
          && answer.selection().matches(asked.headers())) {
        return answer;
      }
    }
    return null;
  }

  /** Whether there is an answer of the side, for other kinds of request. */
  boolean hasOf(String upstream) {
    return answers.stream().anyMatch(answer -> answer.upstream().equals(upstream));
  }

  /** With one more, in the place of the one for the same kind of request. */
  Variants with(StoredAnswer newest) {
    var all = new ArrayList<StoredAnswer>();
    all.add(newest);
    for (StoredAnswer answer : answers) {
      if (all.size() < MOST && !isReplaced(answer, newest)) {
        all.add(answer);
      }
    }
    return new Variants(List.copyOf(all));
  }

  private static boolean isReplaced(StoredAnswer answer, StoredAnswer by) {
    return answer.upstream().equals(by.upstream()) && answer.selection().equals(by.selection());
  }

  /** Without one of them. */
  Variants without(StoredAnswer gone) {
    return new Variants(answers.stream().filter(answer -> answer != gone).toList());
  }

  int weight() {
    long weight = 0;
    for (StoredAnswer answer : answers) {
      weight += answer.weight();
    }
    return (int) Math.min(Integer.MAX_VALUE, weight);
  }
}
