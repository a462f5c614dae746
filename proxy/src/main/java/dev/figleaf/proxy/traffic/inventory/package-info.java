/**
 * Which endpoints there are, by the requests that were made: what is called, how often, by how
 * many, who answers; which seam could be cut next, and what nobody calls any more.
 *
 * <p>{@link dev.figleaf.proxy.traffic.inventory.LoopInventory} counts on an event loop, alone;
 * {@link dev.figleaf.proxy.traffic.inventory.Inventory} reads what all loops counted, gives it to
 * the store once a minute, and answers from there. No value of a cookie, no address and no query is
 * kept.
 */
@NullMarked
package dev.figleaf.proxy.traffic.inventory;

import org.jspecify.annotations.NullMarked;
