package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.FieldPath.Step;
import dev.figleaf.rules.FieldPath.Step.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Paths that rules name, matched together while a body is walked down: each path is a small
 * automaton whose states are the bits of a long. Immutable, safe to share.
 */
final class PathSet {
  private final List<List<Step>> paths;
  private final List<Shaping> shapings;
  private final Cursor root;
  private final Cursor dead;

  private PathSet(List<List<Step>> paths, List<Shaping> shapings) {
    this.paths = paths;
    this.shapings = shapings;
    long[] start = new long[paths.size()];
    Arrays.fill(start, 1);
    this.root = new Cursor(start);
    this.dead = new Cursor(new long[0]);
  }

  /** Collects paths. */
  static final class Builder {
    private final List<List<Step>> paths = new ArrayList<>();
    private final List<Shaping> shapings = new ArrayList<>();

    void add(List<Step> steps, Shaping shaping) {
      paths.add(steps);
      shapings.add(shaping);
    }

    PathSet build() {
      return new PathSet(List.copyOf(paths), List.copyOf(shapings));
    }
  }

  Cursor root() {
    return root;
  }

  /** Where a walk stands. Bit i of a path's state: its first i steps are done. */
  final class Cursor {
    private final long[] states;

    private Cursor(long[] states) {
      this.states = states;
    }

    Cursor name(String name) {
      return next(Kind.NAME, name);
    }

    Cursor items() {
      return next(Kind.ITEMS, "");
    }

    Cursor attribute(String name) {
      return next(Kind.ATTRIBUTE, name);
    }

    private Cursor next(Kind kind, String name) {
      if (states.length == 0) {
        return this;
      }
      long[] next = new long[states.length];
      boolean alive = false;
      for (int i = 0; i < states.length; i++) {
        next[i] = states[i] == 0 ? 0 : advance(paths.get(i), states[i], kind, name);
        alive |= next[i] != 0;
      }
      return alive ? new Cursor(next) : dead;
    }

    /** Whether rules say this about the place. */
    boolean is(Class<? extends Shaping> what) {
      for (int i = 0; i < states.length; i++) {
        if (isDone(i) && what.isInstance(shapings.get(i))) {
          return true;
        }
      }
      return false;
    }

    /** Whether rules say anything about the place. */
    boolean isNamed() {
      for (int i = 0; i < states.length; i++) {
        if (isDone(i)) {
          return true;
        }
      }
      return false;
    }

    /** What rules say about the place. */
    List<Shaping> shapings() {
      var said = new ArrayList<Shaping>();
      for (int i = 0; i < states.length; i++) {
        if (isDone(i)) {
          said.add(shapings.get(i));
        }
      }
      return said;
    }

    private boolean isDone(int path) {
      return (states[path] >>> paths.get(path).size() & 1) == 1;
    }
  }

  private static long advance(List<Step> steps, long state, Kind kind, String name) {
    long next = 0;
    for (int i = 0; i < steps.size(); i++) {
      if ((state >>> i & 1) == 1) {
        Step step = steps.get(i);
        next |= step.deep() ? 1L << i : 0;
        next |= goes(step, kind, name) ? 1L << i + 1 : 0;
      }
    }
    return next;
  }

  private static boolean goes(Step step, Kind kind, String name) {
    return switch (step.kind()) {
      case NAME -> kind == Kind.NAME && step.name().equals(name);
      case ANY -> kind == Kind.NAME;
      case ITEMS -> kind == Kind.ITEMS;
      case ATTRIBUTE -> kind == Kind.ATTRIBUTE && step.name().equals(name);
    };
  }
}
