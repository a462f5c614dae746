/**
 * The only writer of what is live: reads rule sets, compiles them, swaps them in one step.
 *
 * <p>A {@link dev.figleaf.proxy.control.Snapshot} is immutable; event loops read the live one
 * through {@link dev.figleaf.proxy.control.RuleService#live}. Reading and compiling happen on a
 * thread of their own, never on an event loop, one at a time.
 */
@NullMarked
package dev.figleaf.proxy.control;

import org.jspecify.annotations.NullMarked;
