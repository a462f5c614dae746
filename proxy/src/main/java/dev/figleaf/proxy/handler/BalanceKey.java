package dev.figleaf.proxy.handler;

import dev.figleaf.routing.KeyHash;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.rules.BalanceSpec;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The number by which an upstream's balance tells requests apart, where it does.
 *
 * <p>Compiled once for an upstream, shared by all event loops.
 */
public final class BalanceKey {
  private final @Nullable KeyHash hash;

  private BalanceKey(@Nullable KeyHash hash) {
    this.hash = hash;
  }

  public static BalanceKey of(BalanceSpec balance) {
    return new BalanceKey(balance instanceof BalanceSpec.Hash(var key) ? new KeyHash(key) : null);
  }

  /** The number of a request: drawn where it lacks the key, 0 where the balance is no hash. */
  public long of(RequestHead head) {
    return hash == null ? 0 : hash.of(head, ThreadLocalRandom.current());
  }
}
