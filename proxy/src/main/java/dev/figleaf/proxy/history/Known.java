package dev.figleaf.proxy.history;

/**
 * A state, and the event that it ends with.
 *
 * @param id of that event; empty before the first
 */
public record Known(LiveState state, String id) {
  /** Before the first event. */
  public static final Known NOTHING = new Known(LiveState.NOTHING, "");

  /** What is known after one more event. */
  public Known after(RuleEvent event) {
    return new Known(state.after(event), event.id());
  }

  public long revision() {
    return state.revision();
  }
}
