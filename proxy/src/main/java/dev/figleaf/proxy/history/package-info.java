/**
 * What is live, as the events that made it so: {@link dev.figleaf.proxy.history.RuleEvent} is one
 * change, by whom and why; {@link dev.figleaf.proxy.history.LiveState} is the fold of them.
 *
 * <p>Values only: no thread, no clock, no store. Who keeps events is the store's affair, who acts
 * on them that of {@code control}.
 */
@NullMarked
package dev.figleaf.proxy.history;

import org.jspecify.annotations.NullMarked;
