package dev.figleaf.rules;

/** Which endpoint of an upstream gets the next request. */
@Form(
    is = "least-requests, round-robin, random, or hash with a key",
    pattern = "^(least-requests|round-robin|random)$")
public sealed interface BalanceSpec {

  /** Of two drawn at random, the one with fewer requests in flight; the default. */
  record LeastRequests() implements BalanceSpec {
    @Override
    public String toString() {
      return "least-requests";
    }
  }

  /** One after the other. */
  record RoundRobin() implements BalanceSpec {
    @Override
    public String toString() {
      return "round-robin";
    }
  }

  /** Any. */
  record Random() implements BalanceSpec {
    @Override
    public String toString() {
      return "random";
    }
  }

  /** Always the same one for the same value of a key, as far as it is well. */
  @Keyword("hash")
  @Doc("What of a request says which endpoint it goes to.")
  record Hash(@Shorthand CohortKey key) implements BalanceSpec {
    @Override
    public String toString() {
      return "hash " + key;
    }
  }

  /** What holds where nobody says otherwise. */
  @WhenAbsent BalanceSpec STANDARD = new LeastRequests();

  /**
   * Reads the words; a hash is a mapping with its key.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static BalanceSpec parse(String text) {
    return switch (text) {
      case "least-requests" -> new LeastRequests();
      case "round-robin" -> new RoundRobin();
      case "random" -> new Random();
      case "hash" ->
          throw new IllegalArgumentException("hash needs a key; write { hash: header:X-User-Id }");
      default ->
          throw new IllegalArgumentException(
              Quoted.of(text)
                  + " is not one of least-requests, round-robin, random and { hash: KEY }");
    };
  }
}
