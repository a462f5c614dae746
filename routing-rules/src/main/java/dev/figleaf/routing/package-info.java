/**
 * Compile, match, choose: from a {@link dev.figleaf.rules.RuleSet} to the route of a request and
 * the upstream of a client.
 *
 * <p>Pure code: no sockets, no threads, no clock. A compiled table is immutable and shared by all
 * event loops; matching a path costs time in its length, not in the number of routes.
 */
@NullMarked
package dev.figleaf.routing;

import org.jspecify.annotations.NullMarked;
