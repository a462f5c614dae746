package dev.figleaf.proxy.control;

import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.routing.Loaded;

/**
 * What runs here.
 *
 * @param state all that has happened
 * @param written the rules as they are written
 * @param over what is put on top of them
 * @param snapshot both, compiled
 */
record Running(LiveState state, Loaded.Ok written, EffectiveRules over, Snapshot snapshot) {

  /** Whether the files are those of the state; others' may be on their way, or not valid here. */
  boolean isWhole() {
    return written.texts().hash().equals(state.hash());
  }
}
