package dev.figleaf.proxy.shadow;

/** Why a body was not read as what it says that it is. */
public enum Unread {
  /** Over the limit of capture; only its hash is known. */
  TRUNCATED("truncated"),
  /** It ended before its end. */
  BROKEN_OFF("broken-off"),
  /** Over 4 MiB when decoded: a large body, or a bomb. */
  TOO_LARGE("too-large"),
  BROKEN_CODING("broken-coding"),
  UNKNOWN_CODING("unknown-coding"),
  TOO_MANY_CODINGS("too-many-codings"),
  /** Not JSON, JSON with a key twice, or nested too deeply. */
  NOT_JSON("not-json"),
  /** Not XML, or nested too deeply. */
  NOT_XML("not-xml"),
  /** HTML over the limit of its reader. */
  NOT_HTML("not-html"),
  /** The bytes are no text in the charset that they claim. */
  NOT_TEXT("not-text"),
  /** Over the limit of capture, in two content codings: their hashes say nothing. */
  TWO_CODINGS("two-codings"),
  /** The expression of {@code map} failed, or took too long. */
  NOT_MAPPED("not-mapped");

  private final String code;

  Unread(String code) {
    this.code = code;
  }

  /** The word for it in answers, metrics and reports. */
  public String code() {
    return code;
  }
}
