/**
 * Faults that are real: processes that are killed, stopped and ended, sockets that break, more load
 * than there is room for; and what clients notice of it, in counted requests.
 *
 * <p>Every test prints one line with its figure ({@link dev.figleaf.proxy.faults.Figures}) and
 * asserts the promise. {@code docs/reliability.md} has a row for each, and {@link
 * dev.figleaf.proxy.faults.ReliabilityPageTest} holds it to that. Load comes at a rate ({@link
 * dev.figleaf.proxy.faults.Load}), whether or not the requests before were answered; upstreams that
 * must die are processes of their own ({@link dev.figleaf.proxy.faults.UpstreamProcess}).
 *
 * <p>Counts are asserted as they are promised. Times are asserted more loosely than they are
 * promised where other work on the machine could break them, and always below the timeout that a
 * request which was really held up would have waited for.
 */
@NullMarked
package dev.figleaf.proxy.faults;

import org.jspecify.annotations.NullMarked;
