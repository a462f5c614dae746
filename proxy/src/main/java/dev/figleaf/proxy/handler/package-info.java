/**
 * What ends a request: one handler for each action of the rule language.
 *
 * <p>A handler is compiled once for a route and shared by all event loops; what belongs to one
 * request is in its exchange. Where a route keeps answers, {@code CachedRoute} stands between the
 * decision and the upstream: {@code CacheFill} asks and keeps, {@code CacheWait} waits for somebody
 * who does, {@code StoredReply} answers with what is kept.
 */
@NullMarked
package dev.figleaf.proxy.handler;

import org.jspecify.annotations.NullMarked;
