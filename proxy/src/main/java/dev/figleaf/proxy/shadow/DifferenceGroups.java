package dev.figleaf.proxy.shadow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Differences that are one: the same place and kind at the same endpoint. Bounded in groups and
 * examples; safe to share.
 */
public final class DifferenceGroups {
  private static final int ID_BYTES = 6;

  /** What makes differences one. */
  public record Key(
      String seam, String method, String template, String path, Difference.Kind kind) {

    /** A short name that is the same on every replica and after every restart. */
    public String id() {
      String text = String.join("\n", seam, method, template, path, kind.name());
      byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  /**
   * One request that showed the difference; redacted already.
   *
   * @param target path and query
   */
  public record Example(Instant at, String target, Seen control, Seen candidate) {}

  /** One group as it is now. */
  public record Group(Key key, long count, Instant first, Instant last, List<Example> examples) {
    public Group {
      examples = List.copyOf(examples);
    }
  }

  private static final class Open {
    private final Instant first;
    private Instant last;
    private long count;
    private final List<Example> examples = new ArrayList<>();

    private Open(Instant first) {
      this.first = first;
      this.last = first;
    }
  }

  private final InstantSource clock;
  private final int most;
  private final Map<Key, Open> groups = new HashMap<>();
  private long leftOut;

  /**
   * @param most the groups that are remembered; differences of others are counted
   */
  public DifferenceGroups(InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /**
   * Takes a difference in.
   *
   * @param difference redacted already
   * @param examples the most that the group keeps
   * @return empty where there is no room for a new group
   */
  public synchronized Optional<Key> add(
      String seam,
      String method,
      String template,
      String target,
      Difference difference,
      int examples) {
    var key = new Key(seam, method, template, difference.path(), difference.kind());
    @Nullable Open group = groups.get(key);
    if (group == null && groups.size() >= most) {
      leftOut++;
      return Optional.empty();
    }
    Instant now = clock.instant();
    group = groups.computeIfAbsent(key, _ -> new Open(now));
    group.count++;
    group.last = now;
    if (group.examples.size() < examples) {
      group.examples.add(new Example(now, target, difference.control(), difference.candidate()));
    }
    return Optional.of(key);
  }

  /** All groups, the largest first. */
  public synchronized List<Group> all() {
    return groups.entrySet().stream()
        .map(
            one ->
                new Group(
                    one.getKey(),
                    one.getValue().count,
                    one.getValue().first,
                    one.getValue().last,
                    one.getValue().examples))
        .sorted(
            Comparator.comparingLong((Group group) -> -group.count())
                .thenComparing(group -> group.key().id()))
        .toList();
  }

  /** How many differences found no room. */
  public synchronized long leftOut() {
    return leftOut;
  }
}
