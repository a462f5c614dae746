package dev.figleaf.proxy.shadow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Says which item of one list belongs to which of another, in time that grows with their length and
 * not its square. Items are known by a hash of what they hold and, where they have one, of the key
 * that names them.
 */
final class Alignment {
  /** One list: for each item the hash of its content, and of its key or 0. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Side(long[] contents, long[] keys) {
    int size() {
      return contents.length;
    }

    static Side of(int size) {
      return new Side(new long[size], new long[size]);
    }
  }

  /** Two items that belong together; -1 where one has none. */
  record Pair(int left, int right) {}

  /** The pairs, and whether the same items stand in another order. */
  record Aligned(List<Pair> pairs, boolean reordered) {}

  private final Side left;
  private final Side right;
  private final List<Pair> pairs = new ArrayList<>();

  private Alignment(Side left, Side right) {
    this.left = left;
    this.right = right;
  }

  /** Lists whose order means something. */
  static Aligned ordered(Side left, Side right) {
    var alignment = new Alignment(left, right);
    if (left.size() == right.size()) {
      if (Arrays.equals(left.contents, right.contents)) {
        return new Aligned(alignment.byIndex(), false);
      }
      if (isPermuted(left.contents, right.contents)) {
        return new Aligned(alignment.matched(0, 0, false), true);
      }
      return alignment.areAllNamed()
              && !Arrays.equals(left.keys, right.keys)
              && alignment.shareHalfOfTheirKeys()
          ? alignment.named()
          : new Aligned(alignment.byIndex(), false);
    }
    int before = alignment.commonStart();
    return new Aligned(alignment.matched(before, alignment.commonEnd(before), true), false);
  }

  /** Lists whose order means nothing. */
  static Aligned unordered(Side left, Side right) {
    return new Aligned(new Alignment(left, right).matched(0, 0, true), false);
  }

  private List<Pair> byIndex() {
    for (int i = 0; i < left.size(); i++) {
      pairs.add(new Pair(i, i));
    }
    return pairs;
  }

  // Each item has a key of its own: what changed in one does not hide that it moved.
  private Aligned named() {
    boolean moved = isPermuted(left.keys, right.keys);
    return new Aligned(matched(0, 0, true), moved);
  }

  private boolean shareHalfOfTheirKeys() {
    var known = new HashSet<Long>();
    Arrays.stream(left.keys).forEach(known::add);
    return Arrays.stream(right.keys).filter(known::contains).count() * 2 >= right.size();
  }

  private boolean areAllNamed() {
    return areDistinct(left.keys) && areDistinct(right.keys);
  }

  private static boolean areDistinct(long[] keys) {
    var seen = new HashSet<Long>();
    return Arrays.stream(keys).allMatch(key -> key != 0 && seen.add(key));
  }

  private static boolean isPermuted(long[] left, long[] right) {
    long[] a = left.clone();
    long[] b = right.clone();
    Arrays.sort(a);
    Arrays.sort(b);
    return Arrays.equals(a, b);
  }

  private int commonStart() {
    int most = Math.min(left.size(), right.size());
    int count = 0;
    while (count < most && left.contents[count] == right.contents[count]) {
      pairs.add(new Pair(count, count));
      count++;
    }
    return count;
  }

  private int commonEnd(int before) {
    int most = Math.min(left.size(), right.size()) - before;
    int count = 0;
    while (count < most
        && left.contents[left.size() - 1 - count] == right.contents[right.size() - 1 - count]) {
      count++;
      pairs.add(new Pair(left.size() - count, right.size() - count));
    }
    return count;
  }

  /** Pairs what is between: equal content first, then equal keys, then whatever is left. */
  private List<Pair> matched(int before, int after, boolean byKeys) {
    List<Integer> lefts = range(before, left.size() - after);
    List<Integer> rights = range(before, right.size() - after);
    match(lefts, rights, left.contents, right.contents);
    if (byKeys) {
      match(lefts, rights, left.keys, right.keys);
      rest(lefts, rights);
    }
    return pairs;
  }

  private static List<Integer> range(int from, int to) {
    var indexes = new ArrayList<Integer>();
    for (int i = from; i < to; i++) {
      indexes.add(i);
    }
    return indexes;
  }

  private void match(List<Integer> lefts, List<Integer> rights, long[] a, long[] b) {
    Map<Long, Deque<Integer>> waiting = new HashMap<>();
    for (int j : rights) {
      if (b[j] != 0) {
        waiting.computeIfAbsent(b[j], _ -> new ArrayDeque<>()).add(j);
      }
    }
    var taken = new HashSet<Integer>();
    lefts.removeIf(
        i -> {
          Deque<Integer> same = a[i] == 0 ? null : waiting.get(a[i]);
          if (same == null || same.isEmpty()) {
            return false;
          }
          int j = same.removeFirst();
          taken.add(j);
          pairs.add(new Pair(i, j));
          return true;
        });
    rights.removeIf(taken::contains);
  }

  private void rest(List<Integer> lefts, List<Integer> rights) {
    // Where keys name items at all, two items with different keys are two items.
    if (pairs.stream().anyMatch(pair -> left.keys[pair.left] != 0)) {
      lefts.removeIf(i -> left.keys[i] != 0 && pairs.add(new Pair(i, -1)));
      rights.removeIf(j -> right.keys[j] != 0 && pairs.add(new Pair(-1, j)));
    }
    for (int k = 0; k < Math.max(lefts.size(), rights.size()); k++) {
      pairs.add(
          new Pair(k < lefts.size() ? lefts.get(k) : -1, k < rights.size() ? rights.get(k) : -1));
    }
  }
}
