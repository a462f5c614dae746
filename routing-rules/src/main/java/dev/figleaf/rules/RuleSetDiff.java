package dev.figleaf.rules;

import dev.figleaf.rules.RecordShape.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two rule sets, value by value.
 *
 * <p>Upstreams, seams, routes and tests are found again by their names, so the order in which they
 * are written, and in which files, makes no difference. What came from the environment or a file is
 * never told, only that it changed.
 *
 * @param entries in the order of the rule language; routes in the order of the rules
 */
public record RuleSetDiff(List<Entry> entries) {

  public RuleSetDiff {
    entries = List.copyOf(entries);
  }

  /** What became of a value. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * One difference.
   *
   * @param path as in {@code seams.catalog.weight}; a route by its name
   * @param before what was there, as it is written in rules; null where nothing was
   * @param after what is there now; null where nothing is
   * @param at where it is written, or was
   */
  public record Entry(
      Kind kind, String path, @Nullable String before, @Nullable String after, Location at) {

    /** What happened, without its place: {@code seams.catalog.weight: 20% becomes 50%}. */
    public String sentence() {
      return switch (kind) {
        case ADDED -> path + " is new: " + after;
        case REMOVED -> path + " is gone; it was " + before;
        case CHANGED -> path + changed();
      };
    }

    // Two secrets, or two long texts that are cut, look the same.
    private String changed() {
      return Objects.equals(before, after) ? " has changed" : ": " + before + " becomes " + after;
    }

    @Override
    public String toString() {
      return at + " " + sentence();
    }
  }

  /** Compares two valid rule sets. */
  public static RuleSetDiff between(RuleSet before, RuleSet after) {
    var comparing = new Comparing(before.origins(), after.origins());
    comparing.value(At.of("defaults"), before.defaults(), after.defaults());
    comparing.value(At.of("path"), before.path(), after.path());
    comparing.named("upstreams", before.upstreams(), after.upstreams());
    comparing.named("seams", before.seams(), after.seams());
    comparing.listed("routes", routes(before), routes(after));
    comparing.listed("tests", tests(before), tests(after));
    return new RuleSetDiff(comparing.entries);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** One line each, with its place. */
  public List<String> lines() {
    return entries.stream().map(Entry::toString).toList();
  }

  private static Map<String, Listed> routes(RuleSet rules) {
    var named = new LinkedHashMap<String, Listed>();
    for (int i = 0; i < rules.routes().size(); i++) {
      RouteSpec route = rules.routes().get(i);
      named.put(route.name(), new Listed(i, ShownNames.route(rules, i), route));
    }
    return named;
  }

  // Unlike those of routes, names of tests may come twice.
  private static Map<String, Listed> tests(RuleSet rules) {
    var named = new LinkedHashMap<String, Listed>();
    for (int i = 0; i < rules.tests().size(); i++) {
      RuleTest test = rules.tests().get(i);
      String name = test.name();
      for (int more = 2; named.containsKey(name); more++) {
        name = test.name() + " #" + more;
      }
      named.put(name, new Listed(i, ShownNames.test(rules, i), test));
    }
    return named;
  }

  /** One of a list, and where it stands there. */
  private record Listed(int index, String shown, Record value) {}

  /**
   * The paths of one value: as it is shown, and in both rule sets.
   *
   * @param before where it is of the rule set before; the same for after
   */
  private record At(String shown, String before, String after) {
    static At of(String path) {
      return new At(path, path, path);
    }

    At child(String key) {
      return new At(Paths.child(shown, key), Paths.child(before, key), Paths.child(after, key));
    }
  }

  /** The walk over both. */
  private static final class Comparing {
    private final Origins before;
    private final Origins after;
    private final List<Entry> entries = new ArrayList<>();

    Comparing(Origins before, Origins after) {
      this.before = before;
      this.after = after;
    }

    void named(String section, Map<String, ?> old, Map<String, ?> now) {
      for (String name : union(old.keySet(), now.keySet())) {
        value(At.of(section).child(name), old.get(name), now.get(name));
      }
    }

    void listed(String section, Map<String, Listed> old, Map<String, Listed> now) {
      for (String name : union(old.keySet(), now.keySet())) {
        @Nullable Listed one = old.get(name);
        @Nullable Listed other = now.get(name);
        value(
            new At(
                shown(section, other == null ? one : other), at(section, one), at(section, other)),
            one == null ? null : one.value(),
            other == null ? null : other.value());
      }
    }

    private static String shown(String section, @Nullable Listed listed) {
      boolean hidden = listed != null && listed.shown().equals(at(section, listed));
      return listed == null || hidden
          ? at(section, listed)
          : section + "[" + Quoted.of(listed.shown()) + "]";
    }

    private static String at(String section, @Nullable Listed listed) {
      return listed == null ? section : Paths.item(section, listed.index());
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
      var all = new LinkedHashSet<>(some);
      all.addAll(others);
      return all;
    }

    void value(At at, @Nullable Object old, @Nullable Object now) {
      if (Objects.equals(old, now)) {
        return;
      }
      if (old instanceof Map<?, ?> some && now instanceof Map<?, ?> others) {
        entriesOf(at, some, others);
      } else if (old instanceof Record one
          && now instanceof Record other
          && one.getClass() == other.getClass()
          && !RuleText.isOneText(one)) {
        components(at, one, other);
      } else {
        tell(at, old, now);
      }
    }

    private void entriesOf(At at, Map<?, ?> old, Map<?, ?> now) {
      var keys = new LinkedHashSet<Object>(old.keySet());
      keys.addAll(now.keySet());
      keys.forEach(key -> value(at.child(String.valueOf(key)), old.get(key), now.get(key)));
    }

    private void components(At at, Record old, Record now) {
      RecordShape shape = RecordShape.of(old.getClass());
      for (Part part : shape.parts()) {
        @Nullable Object one = RuleText.component(part, old);
        @Nullable Object other = RuleText.component(part, now);
        if (part.has(Inline.class)) {
          inline(at, one, other);
        } else if (!part.has(MapKey.class) && !isName(at, part)) {
          value(at.child(part.key()), one, other);
        }
      }
    }

    // By its name it was found again.
    private static boolean isName(At at, Part part) {
      return part.key().equals("name") && at.shown().endsWith("]");
    }

    /** The keyword of what happens stands among the keys of the route. */
    private void inline(At at, @Nullable Object old, @Nullable Object now) {
      if (old != null && now != null && old.getClass() == now.getClass()) {
        value(at.child(RuleText.keyword(now)), old, now);
      } else {
        value(at, old, now);
      }
    }

    private void tell(At at, @Nullable Object old, @Nullable Object now) {
      Kind kind = old == null ? Kind.ADDED : now == null ? Kind.REMOVED : Kind.CHANGED;
      entries.add(
          new Entry(
              kind,
              at.shown(),
              old == null ? null : new RuleText(before).of(old, at.before()),
              now == null ? null : new RuleText(after).of(now, at.after()),
              now == null ? place(before, at.before()) : place(after, at.after())));
    }

    private static Location place(Origins origins, String path) {
      return origins.of(path).orElse(Location.ofFile("rules"));
    }
  }
}
