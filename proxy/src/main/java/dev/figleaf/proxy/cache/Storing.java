package dev.figleaf.proxy.cache;

/** What becomes of an answer. */
public sealed interface Storing {

  /**
   * It is kept, once its body is whole.
   *
   * @param head the answer, still without a body
   */
  record Kept(StoredAnswer head) implements Storing {}

  /** It is not. */
  record Left(Why why) implements Storing {}

  /** Why an answer is not kept. */
  enum Why {
    METHOD,
    STATUS,
    NO_STORE,
    PRIVATE,
    AUTHORIZATION,
    SET_COOKIE,
    VARIES_BY_ANYTHING,
    NEVER_FRESH,
    TOO_LARGE,
    ANOTHER_UPSTREAM
  }
}
