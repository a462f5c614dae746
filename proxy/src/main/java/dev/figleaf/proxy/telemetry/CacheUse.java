package dev.figleaf.proxy.telemetry;

import java.util.Locale;

/** What a cache had to do with a request. */
public enum CacheUse {
  /** What is kept answered it, fresh. */
  HIT,
  /** What is kept answered it though stale, as it may. */
  STALE,
  /** What is kept answered it, because the upstream failed. */
  STALE_ERROR,
  /** The upstream said that what is kept is good still. */
  REVALIDATED,
  /** Somebody else's answer, that was waited for. */
  COLLAPSED,
  /** The upstream answered it. */
  MISS,
  /** The cache was not asked. */
  BYPASS,
  /** The client wanted nothing but what is kept, and there was nothing. */
  NOT_STORED;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** As metrics and the log call it. */
  public String word() {
    return word;
  }
}
