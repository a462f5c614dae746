package dev.figleaf.rules;

/** One place of a request that says who its client is, written {@code header:X-User-Id}. */
@Form(is = "a cohort key", like = "header:X-User-Id", pattern = "^((header|cookie|query):.+|ip)$")
public sealed interface CohortKey {
  /** A request header; its first value. */
  record Header(String name) implements CohortKey {
    @Override
    public String toString() {
      return "header:" + name;
    }
  }

  /** A cookie. */
  record Cookie(String name) implements CohortKey {
    @Override
    public String toString() {
      return "cookie:" + name;
    }
  }

  /** A query parameter; its first value, percent-decoded. */
  record Query(String name) implements CohortKey {
    @Override
    public String toString() {
      return "query:" + name;
    }
  }

  /** The client's address, after trusted proxies. */
  record Ip() implements CohortKey {
    @Override
    public String toString() {
      return "ip";
    }
  }

  /**
   * Reads {@code header:NAME}, {@code cookie:NAME}, {@code query:NAME} or {@code ip}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static CohortKey parse(String text) {
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    return switch (colon < 0 ? text : text.substring(0, colon + 1)) {
      case "ip" -> new Ip();
      case "header:" -> new Header(token("header", name));
      case "cookie:" -> new Cookie(token("cookie", name));
      case "query:" -> new Query(named("query parameter", name));
      default ->
          throw new IllegalArgumentException(
              Quoted.of(text)
                  + " is not a cohort key; write header:NAME, cookie:NAME, query:NAME or ip");
    };
  }

  private static String token(String what, String name) {
    if (!Tokens.isToken(named(what, name))) {
      throw new IllegalArgumentException(Quoted.of(name) + " cannot be the name of a " + what);
    }
    return name;
  }

  private static String named(String what, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the name of the " + what + " is missing after the colon");
    }
    return name;
  }
}
