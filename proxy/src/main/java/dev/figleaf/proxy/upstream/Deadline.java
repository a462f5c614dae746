package dev.figleaf.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Something that must have happened by a time, watched by the {@link Deadlines} of one event loop.
 *
 * <p>It is its own list node, so that arming one for each request allocates nothing.
 */
public abstract class Deadline {
  long at;
  boolean armed;
  @Nullable Deadline previous;
  @Nullable Deadline next;

  /** Called on the event loop, once, when the time has passed and nobody cleared it. */
  protected abstract void expired();
}
