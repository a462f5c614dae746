package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.ShadowSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subjects that live, by name: keeps what was learned of one while neither side nor how they
 * are compared changes, and begins another candidacy where one does. Safe to share.
 */
public final class Subjects {
  private static final int ID_BYTES = 8;

  private final InstantSource clock;
  private final Map<String, Subject> living = new HashMap<>();
  private final Map<String, String> markers = new HashMap<>();

  public Subjects(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Makes the subject of a rule set that is not live yet; changes nothing of those that live.
   *
   * @throws IllegalArgumentException with a sentence for the operator, where {@code compare.map} is
   *     no expression
   */
  public synchronized Subject prepare(
      String name, ShadowSpec spec, UpstreamSpec control, UpstreamSpec candidate) {
    @Nullable Subject before = living.get(name);
    String rules = rules(name, spec, control, candidate);
    Subject.Standing standing = standing(before, id(name, rules), reason(before));
    return new Subject(name, spec, rules, control.name(), candidate.name(), standing);
  }

  // What decides about who answers, and to what; how long it is waited for changes no answer.
  private static String rules(
      String name, ShadowSpec spec, UpstreamSpec control, UpstreamSpec candidate) {
    CompareSpec compare = spec.compare();
    List<?> parts =
        List.of(
            name,
            side(control),
            side(candidate),
            List.of(spec.credentials(), spec.headers(), text(spec.host()), text(spec.rewrite())),
            List.of(compare.ignore(), compare.sort(), compare.tolerance(), text(compare.map())),
            List.of(compare.equivalentStatus(), compare.headers(), compare.pair()),
            compare.noise().mode());
    return parts.toString();
  }

  private static List<?> side(UpstreamSpec upstream) {
    return List.of(upstream.name(), upstream.addresses(), upstream.protocol(), upstream.host());
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }

  private String id(String name, String rules) {
    return Ledger.hash(ID_BYTES, List.of(rules, markers.getOrDefault(name, "")));
  }

  private Subject.Standing standing(@Nullable Subject before, String id, String reason) {
    if (before != null && before.candidacyId().equals(id)) {
      return before.standing();
    }
    return new Subject.Standing(
        before == null ? EndpointTemplates.usual() : before.standing().learned,
        new Candidacy(id, clock.instant(), reason));
  }

  private static String reason(@Nullable Subject before) {
    return before == null
        ? "it was compared for the first time"
        : "a side, or how the sides are compared, changed";
  }

  /** These live from now on, and no others. */
  public synchronized void commit(Collection<Subject> subjects) {
    living.clear();
    subjects.forEach(subject -> living.put(subject.name(), subject));
    markers.keySet().retainAll(living.keySet());
  }

  /** Those that live. */
  public synchronized List<Subject> living() {
    return List.copyOf(living.values());
  }

  /**
   * Begins another candidacy of a subject whose candidate was changed where rules do not show it;
   * once for each marker, however often it is told.
   *
   * @param marker unlike that of any other restart, and the same on every replica
   * @return whether there is such a subject
   */
  public synchronized boolean restart(String name, String marker) {
    @Nullable Subject subject = living.get(name);
    if (subject == null) {
      return false;
    }
    markers.put(name, marker);
    String id = id(name, subject.rules());
    if (!subject.candidacyId().equals(id)) {
      subject.standing().begin(new Candidacy(id, clock.instant(), "restarted: " + marker));
    }
    return true;
  }
}
