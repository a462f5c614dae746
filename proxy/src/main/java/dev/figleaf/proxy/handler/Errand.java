package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.Asked;
import dev.figleaf.proxy.cache.CacheKey;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardListener;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.Loop;
import org.jspecify.annotations.Nullable;

/**
 * One request that was decided to go to an upstream, and may be answered with what is kept instead:
 * a client's own, or that of a part. Confined to its event loop.
 */
public interface Errand extends ForwardListener {
  /** Who asks, and gets the answer. */
  ClientStream client();

  Outcome outcome();

  Loop loop();

  /** The upstream that was chosen. */
  String upstream();

  /** The address of what is asked for, as clients know it. */
  CacheKey key();

  /** How long it may wait for somebody else, in nanoseconds: half of what its deadline leaves. */
  long patienceNanos();

  /** Who listens to the request, where somebody does. */
  @Nullable ForwardTap tap();

  /** Asks the upstream for whoever this is. */
  void start(ClientStream asking, Outcome of, ForwardListener listener, @Nullable ForwardTap tap);

  /** Asks the upstream for the client. */
  default void start(@Nullable ForwardTap tap) {
    start(client(), outcome(), this, tap);
  }

  /** The answer says what a cache had to do with it (RFC 9211). */
  void tellCache(String status);

  /**
   * Answers with what is kept.
   *
   * @param now on the clock of the cache, in milliseconds
   * @param code what the upstream failed with; null where it did not, or was not asked
   */
  void reply(Asked asked, StoredAnswer answer, long now, @Nullable String code);

  /** Nothing but what is kept was wanted, and there is nothing. */
  void notStored();

  /** Whether something else may answer in the place of an upstream that failed so. */
  static boolean mayStandIn(ForwardError error) {
    // What is there already takes no time: not even when the deadline is over.
    return error == ForwardError.DEADLINE_EXCEEDED || error.mayBeAnsweredElsewhere();
  }
}
