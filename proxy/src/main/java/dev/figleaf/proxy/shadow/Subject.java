package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.store.CandidacyRow;
import dev.figleaf.rules.NoiseMode;
import dev.figleaf.rules.NoiseSpec;
import dev.figleaf.rules.ShadowSpec;
import java.util.List;

/**
 * What is compared under one name: a seam, or a route that shadows by itself; as one rule set says
 * it. What was learned outlives every rule set that changes neither side nor how they are compared.
 * Made by {@link Subjects}. Safe to share.
 */
public final class Subject {
  private final String name;
  private final ShadowSpec spec;
  private final String rules;
  private final String control;
  private final String candidate;
  private final Comparator comparator;
  private final Comparator ofControls;
  private final Redactor redactor;
  private final Templates templates;
  private final Standing standing;

  /** Whose candidacy may be begun anew while rule sets hold the subject. */
  static final class Standing {
    final EndpointTemplates learned;
    private volatile Candidacy candidacy;
    private volatile boolean followed;

    Standing(EndpointTemplates learned, Candidacy candidacy) {
      this.learned = learned;
      this.candidacy = candidacy;
    }

    Candidacy candidacy() {
      return candidacy;
    }

    void begin(Candidacy next) {
      candidacy = next;
    }

    /** What is kept of it is known here. */
    void followed() {
      followed = true;
    }

    boolean isFollowed() {
      return followed;
    }
  }

  /**
   * @param rules all that decides what is compared with what, as a text
   */
  Subject(
      String name,
      ShadowSpec spec,
      String rules,
      String control,
      String candidate,
      Standing standing) {
    this.name = name;
    this.spec = spec;
    this.rules = rules;
    this.control = control;
    this.candidate = candidate;
    this.comparator = Comparator.of(spec.compare());
    this.ofControls = comparator.ofControls();
    this.redactor = Redactor.of(spec.compare().redact());
    this.templates = new Templates(spec.endpoints(), standing.learned);
    this.standing = standing;
  }

  public String name() {
    return name;
  }

  public ShadowSpec spec() {
    return spec;
  }

  /** The id of what is compared now. */
  public String candidacyId() {
    return candidacy().id();
  }

  String rules() {
    return rules;
  }

  Candidacy candidacy() {
    return standing.candidacy();
  }

  Standing standing() {
    return standing;
  }

  /** What differs between the two sides. */
  Comparison compare(Answer control, Answer candidate, Pairs pairs) {
    return comparator.compare(control, candidate, pairs);
  }

  /** What differs between two answers of the control to one request. */
  Comparison compareControls(Answer earlier, Answer later) {
    return ofControls.compare(earlier, later, Pairs.NONE);
  }

  Redactor redactor() {
    return redactor;
  }

  String template(String path) {
    return templates.name(path);
  }

  /** Whether noise is learned at all. */
  boolean learnsNoise() {
    NoiseSpec noise = spec.compare().noise();
    return noise.mode() == NoiseMode.AUTO && noise.sample().thousandths() > 0;
  }

  /** The ids that belong together for the client of a request; for a request alone, if nobody. */
  Pairs pairs(ShadowedRequest request) {
    return hasPairs() ? candidacy().cohorts().of(request.cohortKey()) : Pairs.NONE;
  }

  boolean hasPairs() {
    return !spec.compare().pair().isEmpty();
  }

  /** The differences of the two sides, apart from what the control itself makes. */
  NoiseModel.Sorted sort(String scope, List<Difference> differences) {
    return learnsNoise()
        ? candidacy().noise().sort(scope, differences)
        : new NoiseModel.Sorted(differences, List.of(), List.of());
  }

  /** What of two answers of the control to one request is not known as noise. */
  List<Difference> moved(String scope, List<Difference> differences) {
    return learnsNoise()
        ? candidacy().noise().explained(scope, differences).unexplained()
        : differences;
  }

  CandidacyRow row() {
    Candidacy now = candidacy();
    return new CandidacyRow(
        now.id(),
        name,
        control,
        candidate,
        now.began(),
        ReadyJson.write(spec.ready()),
        now.reason());
  }
}
