/**
 * What the traffic was like lately: live figures of each seam, a bounded ring of descriptors of
 * recent requests, and an inventory of the endpoints that are called.
 *
 * <p>Each event loop writes into a recorder of its own when a request has ended; whoever reads asks
 * all loops and adds up. What a descriptor holds is redacted when it is made.
 */
@NullMarked
package dev.figleaf.proxy.traffic;

import org.jspecify.annotations.NullMarked;
