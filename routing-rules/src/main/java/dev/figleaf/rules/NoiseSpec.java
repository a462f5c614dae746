package dev.figleaf.rules;

/** Whether what differs between two answers of {@code from} itself is learned. */
public record NoiseSpec(
    @Doc("`auto` learns, `off` takes every difference as one.") @Default("auto") @Shorthand
        NoiseMode mode,
    @Doc("The share of safe requests that `from` is asked twice for.") @Default("1%")
        Percentage sample) {

  @WhenAbsent
  public static final NoiseSpec STANDARD = new NoiseSpec(NoiseMode.AUTO, new Percentage(1_000));
}
