/**
 * Copy, compare, judge: whether the candidate answers as the control does.
 *
 * <p>The way of a copy: {@link dev.figleaf.proxy.shadow.ShadowRoute} says which requests are
 * copied; {@code ShadowTap} captures one and its answer with a {@link
 * dev.figleaf.proxy.shadow.BodyCapture} while both stream by; {@code Copying} sends it once the
 * client is served, as a {@code ShadowCopy}, which is the client of a forwarding that nobody stands
 * behind. What it holds is leased from the {@link dev.figleaf.proxy.upstream.SharedMemory}.
 *
 * <p>The way of a pair: both {@link dev.figleaf.proxy.shadow.Answer}s go to the {@link
 * dev.figleaf.proxy.shadow.Judge}. On its thread {@link dev.figleaf.proxy.shadow.Comparator} gives
 * sealed {@link dev.figleaf.proxy.shadow.Difference}s; {@link dev.figleaf.proxy.shadow.NoiseModel}
 * says which of them the control itself makes; {@code Rechecks} asks both sides again, and {@link
 * dev.figleaf.proxy.shadow.Recheck} tells lag and races from what is real; {@code Clerk} writes it
 * down in the {@code EvidenceBook}, after {@link dev.figleaf.proxy.shadow.Redactor} took secrets
 * out; each second a {@link dev.figleaf.proxy.store.EvidenceBatch} of rows goes to the store.
 *
 * <p>A {@link dev.figleaf.proxy.shadow.Subject} is what is compared, and keeps what was learned of
 * it; {@link dev.figleaf.proxy.shadow.Subjects} are those that live. Rows that come back from the
 * store add up to {@link dev.figleaf.proxy.shadow.Evidence} and {@link
 * dev.figleaf.proxy.shadow.Coverage}, which a {@link dev.figleaf.proxy.shadow.Verdict} stands on.
 *
 * <p>The way of a copy, and those methods of {@code Judge} that take things in, run on the event
 * loop of the client and wait for nothing; nothing else here does. What is shared is safe to share
 * and bounded in memory; nothing throws on what an upstream sends.
 */
@NullMarked
package dev.figleaf.proxy.shadow;

import org.jspecify.annotations.NullMarked;
