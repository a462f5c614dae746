/**
 * Messages of HTTP as the facade sees them, whatever brought or takes them.
 *
 * <ol>
 *   <li>{@link dev.figleaf.proxy.http.ClientStream} is one request of a client and the answer to
 *       it: on a connection of HTTP/1.1, or on a stream of HTTP/2.
 *   <li>{@link dev.figleaf.proxy.http.HeaderList} is the headers of a message, in their order.
 *   <li>{@link dev.figleaf.proxy.http.RequestReader} and {@link dev.figleaf.proxy.http.ChunkReader}
 *       read what a client of HTTP/1 says, {@link dev.figleaf.proxy.http.HeadWriter} writes what
 *       clients and upstreams of HTTP/1.1 are told.
 * </ol>
 *
 * <p>Knows no rules, no upstreams and no listeners. Confined to an event loop, but for what is
 * immutable.
 */
@NullMarked
package dev.figleaf.proxy.http;

import org.jspecify.annotations.NullMarked;
