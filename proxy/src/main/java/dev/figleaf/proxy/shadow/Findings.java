package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.EvidenceBook.Endpoint;
import dev.figleaf.proxy.shadow.OpenPair.Differing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says what becomes of each pair, and has it written down. Belongs to the judge's thread. */
final class Findings {
  private static final Set<String> CONDITIONS =
      Set.of(
          "if-none-match",
          "if-modified-since",
          "if-match",
          "if-unmodified-since",
          "if-range",
          "range");

  private final EvidenceBook book;
  private final Clerk clerk;
  private final Recorders recorders;
  private final JudgeEvents events;

  Findings(EvidenceBook book, Clerk clerk, Recorders recorders, JudgeEvents events) {
    this.book = book;
    this.clerk = clerk;
    this.recorders = recorders;
    this.events = events;
  }

  /** Takes two answers of the control in. */
  void learn(Subject subject, ShadowedRequest request, Answer earlier, Answer later) {
    Comparison comparison = subject.compareControls(earlier, later);
    if (comparison.isConclusive() && !isConditional(request, earlier, later)) {
      String scope = scope(endpoint(subject, request), earlier);
      subject.candidacy().noise().learn(scope, comparison.differences());
    }
  }

  /** Takes a pair in: settles it, or says how it differs where asking again may tell why. */
  Optional<Differing> compare(Pair pair) {
    return switch (pair.control()) {
      case Reply.Failed _ -> leftOut(pair.subject(), LeftOut.CONTROL_FAILED);
      case Reply.Answered(Answer control) ->
          switch (pair.candidate()) {
            case Reply.Failed(String code, boolean _) -> failed(pair, control, code);
            case Reply.Answered(Answer candidate) -> compare(pair, control, candidate);
          };
    };
  }

  /** Counts a pair of which nothing is said. */
  void leaveOut(Subject subject, String reason) {
    book.leftOut(subject, reason, 1);
    events.leftOut(subject.name(), reason, 1);
  }

  private Optional<Differing> leftOut(Subject subject, String reason) {
    leaveOut(subject, reason);
    return Optional.empty();
  }

  private Optional<Differing> failed(Pair pair, Answer control, String code) {
    Subject subject = pair.subject();
    recorders.offer(subject, pair.request(), control);
    clerk.failed(pair, endpoint(subject, pair.request()), control.status() / 100, code);
    events.failed(subject.name(), code, 1);
    return Optional.empty();
  }

  private Optional<Differing> compare(Pair pair, Answer control, Answer candidate) {
    Subject subject = pair.subject();
    recorders.offer(subject, pair.request(), control);
    if (isConditional(pair.request(), control, candidate)) {
      return leftOut(subject, LeftOut.CONDITIONAL);
    }
    Pairs pairs = subject.pairs(pair.request());
    Comparison comparison = subject.compare(control, candidate, pairs);
    if (!comparison.isConclusive()) {
      boolean broken = comparison.unread().contains(Unread.BROKEN_OFF);
      return leftOut(subject, (broken ? Unread.BROKEN_OFF : Unread.TWO_CODINGS).code());
    }
    return sort(pair, control, candidate, pairs, comparison.differences());
  }

  private Optional<Differing> sort(
      Pair pair, Answer control, Answer candidate, Pairs pairs, List<Difference> differences) {
    // The control is never asked twice for what is not safe: no noise is known there.
    boolean safe = pair.request().safe();
    Endpoint at = endpoint(pair.subject(), pair.request());
    NoiseModel.Sorted sorted =
        safe && !differences.isEmpty()
            ? pair.subject().sort(scope(at, control), differences)
            : new NoiseModel.Sorted(differences, List.of(), List.of());
    var differing = new Differing(at, control, candidate, pairs, sorted.different());
    if (sorted.different().isEmpty()) {
      boolean settled = sorted.unsettled().isEmpty();
      settle(pair, differing, Map.of(), settled ? Finding.EQUAL : Finding.UNSETTLED);
      return Optional.empty();
    }
    if (!safe) {
      settle(pair, differing, Recheck.classify(differing.different(), List.of()).each());
      return Optional.empty();
    }
    return Optional.of(differing);
  }

  // RFC 9110 §13, §14: such an answer tells of what the client has, and not of the resource.
  private static boolean isConditional(ShadowedRequest request, Answer one, Answer other) {
    return (isConditional(one.status()) || isConditional(other.status()))
        && request.headers().stream()
            .anyMatch(field -> CONDITIONS.contains(field.name().toLowerCase(Locale.ROOT)));
  }

  private static boolean isConditional(int status) {
    return switch (status) {
      case 206, 304, 412, 416 -> true;
      default -> false;
    };
  }

  /** Requests whose control makes the same noise. */
  static String scope(Endpoint at, Answer control) {
    return at.method() + " " + at.template() + " " + control.status() / 100;
  }

  private static Endpoint endpoint(Subject subject, ShadowedRequest request) {
    return new Endpoint(request.method(), subject.template(request.path()));
  }

  /** What asking again showed; empty where the answers cannot be compared. */
  Optional<Recheck.Round> compareAgain(OpenPair open, OpenPair.Both both) {
    Subject subject = open.pair().subject();
    Differing first = open.differing();
    Comparison between = subject.compare(both.control(), both.candidate(), first.pairs());
    Comparison since = subject.compareControls(first.control(), both.control());
    return between.isConclusive() && since.isConclusive()
        ? Optional.of(
            new Recheck.Round(
                subject.sort(first.scope(), between.differences()).unexplained(),
                subject.moved(first.scope(), since.differences())))
        : Optional.empty();
  }

  /** Settles a pair whose sides were asked again as often as they are. */
  void settle(OpenPair open) {
    Subject subject = open.pair().subject();
    Differing differing = open.differing();
    var each = new LinkedHashMap<>(Recheck.classify(differing.different(), open.rounds()).each());
    // Of a field that changes by itself nobody can say that it healed.
    each.replaceAll(
        (difference, finding) ->
            finding != Finding.REAL
                    && subject.candidacy().noise().isNoisy(differing.scope(), difference)
                ? Finding.UNSETTLED
                : finding);
    each.forEach(
        (difference, finding) ->
            subject
                .candidacy()
                .outcomes()
                .add(clerk.id(open.pair(), differing.at(), difference), finding));
    settle(open.pair(), differing, each);
  }

  /**
   * Settles a pair whose sides could not be asked again: what was real each time before is real
   * now, of all else nothing is said.
   */
  void settleByHistory(Pair pair, Differing differing, String reason) {
    leftOut(pair.subject(), reason);
    var each = new LinkedHashMap<Difference, Finding>();
    for (Difference difference : differing.different()) {
      boolean real =
          pair.subject()
              .candidacy()
              .outcomes()
              .wasAlwaysReal(clerk.id(pair, differing.at(), difference));
      each.put(difference, real ? Finding.REAL : Finding.UNSETTLED);
    }
    settle(pair, differing, each);
  }

  private void settle(Pair pair, Differing differing, Map<Difference, Finding> each) {
    settle(pair, differing, each, Recheck.worst(each.values()));
  }

  private void settle(
      Pair pair, Differing differing, Map<Difference, Finding> each, Finding finding) {
    clerk.settled(pair, differing, each, finding);
    events.found(pair.subject().name(), finding);
  }
}
