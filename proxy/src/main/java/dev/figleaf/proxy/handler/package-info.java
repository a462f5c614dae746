/**
 * What ends a request: one handler for each action of the rule language.
 *
 * <p>A handler is compiled once for a route and shared by all event loops; what belongs to one
 * request is in its exchange.
 */
@NullMarked
package dev.figleaf.proxy.handler;

import org.jspecify.annotations.NullMarked;
