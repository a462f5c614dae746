/**
 * The only writer of what is live: reads rule sets, compiles them, swaps them in one step.
 *
 * <p>A {@link dev.figleaf.proxy.control.Snapshot} is immutable; event loops read the live one
 * through {@link dev.figleaf.proxy.control.RuleService#live}. Reading and compiling happen on a
 * thread of their own, never on an event loop, one at a time.
 *
 * <p>{@link dev.figleaf.proxy.control.RuleService} is what others see. {@code LiveRules} is the one
 * place where something becomes live: written to the {@code Journal}, swapped, told. {@code
 * Reloading} makes events of files, {@code Expiry} of time, {@code RuleService} of what operators
 * want; {@code HistoryKeeper} exchanges them with the store, {@code PastRules} tells what was.
 */
@NullMarked
package dev.figleaf.proxy.control;

import org.jspecify.annotations.NullMarked;
