package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.ShadowSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.time.Duration;
import java.time.Instant;
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
  private static final int RESTART_BYTES = 4;

  private static final char RESTARTED = '.';

  private final InstantSource clock;
  private final Duration patience;
  private final Map<String, Subject> living = new HashMap<>();
  private final Map<String, String> restarts = new HashMap<>();

  /** The subjects of a process that keeps nothing. */
  public Subjects(InstantSource clock) {
    this(clock, Duration.ZERO);
  }

  /**
   * @param patience how long a subject that is new here waits to be told of, so that {@link
   *     #follow} can say what is known of it
   */
  public Subjects(InstantSource clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
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
    return plainId(rules) + restarts.getOrDefault(name, "");
  }

  private static String plainId(String rules) {
    return Ledger.hash(ID_BYTES, List.of(rules));
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
    restarts.keySet().retainAll(living.keySet());
  }

  /** Those that live. */
  public synchronized List<Subject> living() {
    return List.copyOf(living.values());
  }

  /**
   * Begins another candidacy of a subject whose candidate was changed where rules do not show it.
   * Other replicas, and the next process, {@link #follow}.
   *
   * @return whether there is such a subject
   */
  public synchronized boolean restart(String name, String because) {
    @Nullable Subject subject = living.get(name);
    if (subject == null) {
      return false;
    }
    Instant now = clock.instant();
    String rules = subject.rules();
    restarts.put(name, RESTARTED + Ledger.hash(RESTART_BYTES, List.of(now.toString(), because)));
    subject.standing().begin(new Candidacy(id(name, rules), now, "restarted: " + because));
    return true;
  }

  /**
   * Goes on with the candidacies that are kept: those of the process before this one, and those
   * that operators began on another replica.
   *
   * @param newest of each subject
   */
  public synchronized void follow(List<CandidacyRow> newest) {
    for (CandidacyRow row : newest) {
      @Nullable Subject subject = living.get(row.subject());
      if (subject != null && isOf(subject, row) && isNewer(subject.standing(), row)) {
        restarts.put(row.subject(), row.id().substring(plainId(subject.rules()).length()));
        subject.standing().begin(new Candidacy(row.id(), row.began(), row.reason()));
      }
    }
    living.values().forEach(subject -> subject.standing().followed());
  }

  private static boolean isOf(Subject subject, CandidacyRow row) {
    String plain = plainId(subject.rules());
    return row.id().equals(plain) || row.id().startsWith(plain + RESTARTED);
  }

  private static boolean isNewer(Subject.Standing standing, CandidacyRow row) {
    return !row.id().equals(standing.candidacy().id())
        && (!standing.isFollowed() || row.began().isAfter(standing.candidacy().began()));
  }

  /** Whether some live of which {@link #follow} has not told yet. */
  public synchronized boolean hasUnknown() {
    return living.values().stream().anyMatch(one -> !one.standing().isFollowed());
  }

  /** Those that live and may be told of now. */
  synchronized List<Subject> known() {
    Instant now = clock.instant();
    return living.values().stream().filter(one -> isKnown(one.standing(), now)).toList();
  }

  private boolean isKnown(Subject.Standing standing, Instant now) {
    return standing.isFollowed() || !now.isBefore(standing.candidacy().began().plus(patience));
  }
}
