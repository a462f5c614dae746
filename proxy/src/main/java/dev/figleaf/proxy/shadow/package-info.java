/**
 * Copy, compare, report: whether the candidate answers as the control does. What is here so far is
 * pure: it opens no socket, waits for nothing, and knows the time only from an {@link
 * java.time.InstantSource}.
 *
 * <p>The way of a pair: two {@link dev.figleaf.proxy.shadow.Answer}s, whose bodies a {@link
 * dev.figleaf.proxy.shadow.BodyCapture} took while they streamed; {@link
 * dev.figleaf.proxy.shadow.Comparator} normalises both and gives a {@link
 * dev.figleaf.proxy.shadow.Comparison} of sealed {@link dev.figleaf.proxy.shadow.Difference}s;
 * {@link dev.figleaf.proxy.shadow.NoiseModel} says which of them the control itself makes; {@link
 * dev.figleaf.proxy.shadow.Recheck} tells lag and races from what is real; {@link
 * dev.figleaf.proxy.shadow.Redactor} takes secrets out; {@link dev.figleaf.proxy.shadow.Ledger}
 * names differences; {@link dev.figleaf.proxy.shadow.Evidence} is what a {@link
 * dev.figleaf.proxy.shadow.Verdict} stands on. {@link dev.figleaf.proxy.shadow.EndpointTemplates}
 * says which requests are alike.
 *
 * <p>Nothing here runs on an event loop but {@code BodyCapture}. What is shared is safe to share
 * and bounded in memory; nothing throws on what an upstream sends.
 */
@NullMarked
package dev.figleaf.proxy.shadow;

import org.jspecify.annotations.NullMarked;
