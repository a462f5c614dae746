package dev.figleaf.routing;

import java.util.Collections;
import java.util.Set;

/** How the conditions of two routes relate that host and path leave to decide. */
final class Overlap {
  private Overlap() {}

  /** Whether one request may meet both; false only where that is certain. */
  static boolean possible(Conditions one, Conditions other) {
    return methodsMeet(one.methods(), other.methods())
        && Networks.overlap(one.client(), other.client())
        && one.values().stream().noneMatch(value -> excludes(other, value));
  }

  private static boolean methodsMeet(Set<String> some, Set<String> others) {
    return some.isEmpty() || others.isEmpty() || !Collections.disjoint(some, others);
  }

  private static boolean excludes(Conditions conditions, Condition value) {
    return conditions.values().stream()
        .anyMatch(
            other ->
                other.subject().equals(value.subject())
                    && Values.disjoint(other.value(), value.value()));
  }

  /** Whether every request that meets the narrow one meets the wide one; true only for certain. */
  static boolean covers(Conditions wide, Conditions narrow) {
    return (wide.methods().isEmpty()
            || !narrow.methods().isEmpty() && wide.methods().containsAll(narrow.methods()))
        && wide.values().stream().allMatch(value -> isImplied(value, narrow))
        && Networks.cover(wide.client(), narrow.client());
  }

  private static boolean isImplied(Condition wide, Conditions narrow) {
    return narrow.values().stream()
        .anyMatch(
            other ->
                other.subject().equals(wide.subject())
                    && Values.implies(other.value(), wide.value()));
  }
}
