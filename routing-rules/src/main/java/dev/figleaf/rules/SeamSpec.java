package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/** A part of the monolith that is moving out, from one upstream to another. */
public record SeamSpec(
    @MapKey String name,
    @Doc("The upstream that the part moves out of.") String from,
    @Doc("The upstream that the part moves to.") String to,
    @Doc("The share of clients that `to` serves.") Percentage weight,
    @Doc("Who a client is, the first one present wins; `none` draws anew for each request.")
        CohortSpec cohort,
    @Doc(
            "Which requests that failed on `to` are answered by `from`: `off`, `safe` methods, or those and any that never left.")
        @Default("safe")
        Rescue rescue,
    @Doc(
            "The share of what the seam sends to `to` that `from` may be asked again; ten within ten seconds are always allowed.")
        @Default("20%")
        Percentage rescueAtMost,
    @Doc("Which requests are copied to the side that did not serve them, to be compared.")
        @Nullable ShadowSpec shadow) {

  /** How much may be rescued where nothing is written. */
  public static final Percentage RESCUE_AT_MOST = new Percentage(20_000);

  /** A seam of which nothing is written but these. */
  public static SeamSpec of(
      String name, String from, String to, Percentage weight, CohortSpec cohort) {
    return new SeamSpec(name, from, to, weight, cohort, Rescue.SAFE, RESCUE_AT_MOST, null);
  }

  /** The same at another weight. */
  public SeamSpec withWeight(Percentage other) {
    return new SeamSpec(name, from, to, other, cohort, rescue, rescueAtMost, shadow);
  }

  /** The same, but nothing is copied. */
  public SeamSpec withoutShadow() {
    return new SeamSpec(name, from, to, weight, cohort, rescue, rescueAtMost, null);
  }
}
