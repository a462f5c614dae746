package dev.figleaf.proxy.admin.view;

import java.util.List;
import java.util.Optional;

/**
 * All that operators are shown of what is live. Each method may block, for as long as the store
 * takes, and is called on threads that may.
 */
public interface Desk {
  StatusView status();

  /** All live seams, by name. */
  List<SeamView> seams();

  /** One of them; empty where the live rules have none of this name. */
  Optional<SeamView> seam(String name);

  /** All live upstreams, by name. */
  List<UpstreamView> upstreams();

  /**
   * Events, the newest first.
   *
   * @param before only those with a lower revision, or 0 for all
   */
  List<EventView> history(long before, int most);

  /** One of them. */
  Optional<EventView> event(long revision);
}
