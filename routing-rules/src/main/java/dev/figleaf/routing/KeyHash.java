package dev.figleaf.routing;

import dev.figleaf.rules.CohortKey;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * A number for what one key says of a request: the same for the same value, on every replica.
 *
 * <p>Immutable and shared by all event loops. Unlike a {@link Cohort} it knows no visitors.
 */
public final class KeyHash {
  private final CohortKey key;

  public KeyHash(CohortKey key) {
    this.key = key;
  }

  /**
   * The XXH64 of the key's value.
   *
   * @param random draws the number of a request that does not have the key, or has it empty
   */
  public long of(RequestHead head, RandomGenerator random) {
    String value = Cohort.value(key, head);
    return value == null || value.isEmpty()
        ? random.nextLong()
        : XxHash64.hash(value.getBytes(StandardCharsets.UTF_8));
  }
}
