package dev.figleaf.rules;

import java.util.function.UnaryOperator;

/** What a text must be, beyond being a text. Read texts are in the form that is compared later. */
public enum TextKind {
  ANY("a text", "", text -> text),
  NAME("a name", "^[a-z0-9][a-z0-9._-]{0,62}$", TextRules::name),
  LABEL("a short text", "^[^\\r\\n]{1,200}$", TextRules::label),
  HEADER_NAME("the name of a header", "^" + Tokens.FORM + "$", TextRules::headerName),
  SETTABLE_HEADER(
      "the name of a header that may be changed", "^" + Tokens.FORM + "$", TextRules::settable),
  HEADER_VALUE("a header value, one line in ASCII", "^[\\t -~]*$", TextRules::headerValue),
  COOKIE_NAME("the name of a cookie", "^" + Tokens.FORM + "$", TextRules::cookieName),
  PARAMETER("the name of a query parameter", "^.+$", TextRules::parameter),
  METHOD("a method", "^[!#$%&'*+.^_`|~0-9A-Z-]+$", TextRules::method),
  UPSTREAM_URL(
      "the address of an upstream, such as http://127.0.0.1:8081",
      "^https?://[^/?#@ ]+/?$",
      TextRules::upstreamUrl),
  PATH_PREFIX("a path such as /shop", "^/[^?# *{}]*$", TextRules::pathPrefix),
  PATH_TEMPLATE("a path such as /items/{id}", "^/[^?# ]*$", TextRules::pathTemplate),
  REDIRECT_TARGET("a path or an address", "^(/|https?://)[^ ]*$", TextRules::redirectTarget),
  AUTHORITY("a host with or without a port", "^[^/ ]+$", Authorities::check),
  REQUEST_TARGET("a path with or without a query", "^/[^# ]*$", TextRules::requestTarget),
  FIELD(
      "a place in an answer, such as body:$.price", "^(header|cookie|body):.+$", TextRules::field),
  PART_NAME("the name of a part", "^[A-Za-z_][A-Za-z0-9_]{0,62}$", TextRules::partName),
  MEMBER("a member, such as address.city", "^[^.\\s]+(\\.[^.\\s]+)*$", TextRules::member),
  STATUS("a status or a class of them, such as 5xx", "^[1-5]([0-9]{2}|xx)$", TextRules::status),
  ADDRESS("an IP address", "^[0-9a-fA-F.:]+$", TextRules::address);

  private final String noun;
  private final String pattern;
  private final UnaryOperator<String> reader;

  TextKind(String noun, String pattern, UnaryOperator<String> reader) {
    this.noun = noun;
    this.pattern = pattern;
    this.reader = reader;
  }

  /** What it is called, with its article. */
  public String noun() {
    return noun;
  }

  /** What every valid text matches, as a regular expression of JSON Schema; empty for any. */
  public String pattern() {
    return pattern;
  }

  /**
   * The text in the form that is compared later.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public String read(String text) {
    return reader.apply(text);
  }
}
