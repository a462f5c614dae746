package dev.figleaf.rules;

import java.util.List;

/** Who a client is for a split. */
@Form(is = "a list of cohort keys or the word none", pattern = "^none$")
public sealed interface CohortSpec {

  /** The first key that a request has; a visitor cookie where it has none of them. */
  record Keyed(@Shorthand List<CohortKey> keys) implements CohortSpec {
    public Keyed {
      keys = List.copyOf(keys);
    }
  }

  /** {@code none}: each request draws anew. */
  record PerRequest() implements CohortSpec {
    @Override
    public String toString() {
      return "none";
    }
  }

  /** No key at all, the default: the visitor cookie says who a client is. */
  @WhenAbsent CohortSpec VISITOR = new Keyed(List.of());

  /**
   * Reads the one word {@code none}; keys are a list.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static CohortSpec parse(String text) {
    if (text.equals("none")) {
      return new PerRequest();
    }
    CohortKey key = CohortKey.parse(text);
    throw new IllegalArgumentException("a cohort is a list of keys; write [" + key + "]");
  }

  /** The cookie that says who a client without a key is; between the client and the facade. */
  String VISITOR_COOKIE = "figleaf_visitor";
}
