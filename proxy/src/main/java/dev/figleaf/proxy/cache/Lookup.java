package dev.figleaf.proxy.cache;

/** What becomes of a request. */
public sealed interface Lookup {

  /**
   * The upstream is asked as if there were no cache, and nothing of it is kept.
   *
   * @param why as RFC 9211 §2.2 calls it
   */
  record Pass(Forwarded why) implements Lookup {}

  /**
   * It is answered with what is kept.
   *
   * @param refresh whether the upstream is asked meanwhile, for those who come later
   */
  record Hit(StoredAnswer answer, boolean refresh) implements Lookup {}

  /** The upstream is asked; what is kept may still turn out to be good. */
  record Revalidate(StoredAnswer answer, Forwarded why) implements Lookup {}

  /** The upstream is asked, and its answer may be kept. */
  record Miss(Forwarded why) implements Lookup {}

  /** The client wants nothing but what is kept, and there is nothing: 504 (RFC 9111 §5.2.1.7). */
  record NotStored() implements Lookup {}
}
