package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.EvidenceBook.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pair that both sides are asked for again. Belongs to the judge's thread. */
final class OpenPair {
  private final Pair pair;
  private final Candidacy candidacy;
  private final Differing differing;
  private final List<Recheck.Round> rounds = new ArrayList<>();
  private @Nullable Reply control;
  private @Nullable Reply candidate;
  private Instant due;

  /**
   * What was found when the two answers were compared.
   *
   * @param at what requests like this were called then
   * @param pairs of the client
   */
  record Differing(
      Endpoint at, Answer control, Answer candidate, Pairs pairs, List<Difference> different) {

    /** In which noise is known. */
    String scope() {
      return Findings.scope(at, control);
    }
  }

  /**
   * @param due when replies must be here
   */
  OpenPair(Pair pair, Differing differing, Instant due) {
    this.pair = pair;
    this.candidacy = pair.subject().candidacy();
    this.differing = differing;
    this.due = due;
  }

  Pair pair() {
    return pair;
  }

  /** Whether comparing began anew since: then it tells of a candidate of the past. */
  boolean isOver() {
    return candidacy != pair.subject().candidacy();
  }

  Differing differing() {
    return differing;
  }

  List<Recheck.Round> rounds() {
    return rounds;
  }

  Instant due() {
    return due;
  }

  /** Which round it is, from 0. */
  int round() {
    return rounds.size();
  }

  /** Takes in what a side answered; whether both are there now. */
  boolean take(Role role, Reply reply) {
    switch (role) {
      case CONTROL -> control = reply;
      case CANDIDATE -> candidate = reply;
    }
    return control != null && candidate != null;
  }

  /** What the sides answered this time, where both did. */
  @Nullable Both answered() {
    return control instanceof Reply.Answered(Answer left)
            && candidate instanceof Reply.Answered(Answer right)
        ? new Both(left, right)
        : null;
  }

  /** Two answers of one round. */
  record Both(Answer control, Answer candidate) {}

  /** Ends a round. */
  void add(Recheck.Round round, Instant nextDue) {
    rounds.add(round);
    control = null;
    candidate = null;
    due = nextDue;
  }

  /** Whether each difference was gone at least once. */
  boolean hasHealed() {
    return differing.different().stream()
        .allMatch(one -> rounds.stream().anyMatch(round -> !round.has(one)));
  }
}
