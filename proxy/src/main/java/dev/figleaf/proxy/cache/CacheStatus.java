package dev.figleaf.proxy.cache;

import io.netty.util.AsciiString;

/** Says how a request was answered, in the header {@code Cache-Status} (RFC 9211). */
public final class CacheStatus {
  /** The header. */
  public static final AsciiString NAME = AsciiString.cached("Cache-Status");

  private CacheStatus() {}

  /**
   * It was answered with what is kept.
   *
   * @param left milliseconds that it is fresh; below zero where it is stale
   */
  public static String hit(long left) {
    return "figleaf; hit; ttl=" + Math.floorDiv(left, 1_000);
  }

  /** The upstream was asked, and its answer is passed on. */
  public static String forwarded(Forwarded why, boolean stored) {
    return "figleaf; fwd=" + why.word() + (stored ? "; stored" : "");
  }

  /**
   * The upstream was asked, and what is kept is given all the same.
   *
   * @param status of the upstream; 0 where it gave none
   */
  public static String kept(Forwarded why, int status) {
    return "figleaf; fwd=" + why.word() + (status == 0 ? "" : "; fwd-status=" + status);
  }

  /** Somebody else asked, and this one waited for it. */
  public static String collapsed(Forwarded why, long left) {
    return "figleaf; fwd=" + why.word() + "; collapsed; ttl=" + Math.floorDiv(left, 1_000);
  }
}
