package dev.figleaf.proxy.shadow;

import java.time.Instant;

/**
 * The time in which one candidate is compared under the same rules, and what was learned in it.
 * Noise and cohorts are safe to share; what else it holds belongs to the judge's thread.
 */
final class Candidacy {
  private static final int FIELDS = 5_000;
  private static final int DIFFERENCES = 10_000;

  private final String id;
  private final Instant began;
  private final String reason;
  private final NoiseModel noise = new NoiseModel(FIELDS);
  private final Cohorts cohorts = new Cohorts();
  private final Outcomes outcomes = new Outcomes(DIFFERENCES);
  private final Kept examples = new Kept(DIFFERENCES);

  /**
   * @param id the same on every replica that runs the same rules
   * @param reason why it began, for the operator
   */
  Candidacy(String id, Instant began, String reason) {
    this.id = id;
    this.began = began;
    this.reason = reason;
  }

  String id() {
    return id;
  }

  Instant began() {
    return began;
  }

  String reason() {
    return reason;
  }

  NoiseModel noise() {
    return noise;
  }

  Cohorts cohorts() {
    return cohorts;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Kept examples() {
    return examples;
  }
}
