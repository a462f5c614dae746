/**
 * What stands before an action: the exchange that every request is, and what is asked of it on the
 * way in.
 *
 * <p>An {@link dev.figleaf.proxy.filter.Exchange} is confined to the event loop of its client's
 * connection.
 */
@NullMarked
package dev.figleaf.proxy.filter;

import org.jspecify.annotations.NullMarked;
