package dev.figleaf.proxy.cache;

/** Why a request went to its upstream (RFC 9211 §2.2). */
public enum Forwarded {
  BYPASS("bypass"),
  METHOD("method"),
  URI_MISS("uri-miss"),
  VARY_MISS("vary-miss"),
  REQUEST("request"),
  STALE("stale");

  private final String word;

  Forwarded(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
