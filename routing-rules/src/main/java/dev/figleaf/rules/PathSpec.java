package dev.figleaf.rules;

/**
 * How the path of a request is brought into the one form that is matched, explained, logged and
 * forwarded. What is not written is the safe choice.
 */
public record PathSpec(
    @Doc("Whether `//` becomes `/` or stays.") @Default("merge") Slashes slashes,
    @Doc("Whether a path with `%2F` or `%5C` is refused or keeps it.") @Default("refuse")
        EncodedSlash encodedSlash,
    @Doc("Whether `.` and `..` are resolved, or refused.") @Default("resolve")
        DotSegments dotSegments) {

  /** What becomes of slashes in a row. */
  public enum Slashes {
    MERGE,
    KEEP
  }

  /** What becomes of an escaped slash or backslash. */
  public enum EncodedSlash {
    REFUSE,
    KEEP
  }

  /** What becomes of dot segments. */
  public enum DotSegments {
    RESOLVE,
    REFUSE
  }

  /** What holds where nothing is written. */
  @WhenAbsent
  public static final PathSpec SAFE =
      new PathSpec(Slashes.MERGE, EncodedSlash.REFUSE, DotSegments.RESOLVE);
}
