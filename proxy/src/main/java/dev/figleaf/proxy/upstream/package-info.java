/**
 * Calling one upstream: connections, one request forwarded and its answer brought back.
 *
 * <p>A request is confined to the event loop that accepted the client's connection: a {@link
 * dev.figleaf.proxy.upstream.Loop} has its own client, its own pools and its own deadlines, so that
 * a request never changes threads and nothing is locked. What all loops share ({@link
 * dev.figleaf.proxy.upstream.Upstream}, {@link dev.figleaf.proxy.upstream.ForwardPlan}) is
 * immutable, an array with a slot a loop, or changed so seldom that its lock is free; the one
 * exception is an {@link dev.figleaf.proxy.upstream.UpstreamGuard}, whose bulkhead and breaker
 * count for all.
 *
 * <ol>
 *   <li>{@link dev.figleaf.proxy.upstream.Forwarding} takes a request of a client through its steps
 *       and ends it exactly once; each {@code Attempt} of it asks one upstream, a {@code Hedge}
 *       begins a second one beside it, and {@code Recovery} says what follows when one failed. A
 *       {@code RouteDeadline} bounds all of them.
 *   <li>{@code TakenAnswer} is the answer that the client gets; one that nobody wants goes to an
 *       {@code UnwantedAnswer}.
 *   <li>{@link dev.figleaf.proxy.upstream.UpstreamGuard} gives it a {@link
 *       dev.figleaf.proxy.upstream.Permit}, or turns it away.
 *   <li>{@code Balancer} chooses among the {@code Members} of an {@code EndpointSet}: the {@link
 *       dev.figleaf.proxy.upstream.Endpoint}s that are well. {@code Standing} and {@code
 *       EndpointHealth} know which are, {@code NamedAddress} where they are, and {@link
 *       dev.figleaf.proxy.upstream.EndpointWatch} keeps both up to date, beside all requests.
 *   <li>{@link dev.figleaf.proxy.upstream.EndpointPool} leases a {@link
 *       dev.figleaf.proxy.upstream.RequestSlot}, opens a connection, or says why not: one request a
 *       connection ({@link dev.figleaf.proxy.upstream.ExclusivePool}) or many ({@link
 *       dev.figleaf.proxy.upstream.SharedPool}). {@code UpstreamConnection} and {@code
 *       UpstreamStream} speak HTTP/1.1 and HTTP/2 for it, and tell an {@code UpstreamListener}.
 *   <li>{@code RequestHeaders} and {@code ResponseHead} write what the other side gets to see into
 *       a {@link dev.figleaf.proxy.http.HeaderList}.
 *   <li>{@link dev.figleaf.proxy.upstream.RequestBody} and {@link
 *       dev.figleaf.proxy.upstream.ResponseRelay} stream, with backpressure, bytes that are never
 *       held beyond one piece.
 *   <li>{@code ResponseGate} and {@code StreamGate} refuse answers that two readers could read in
 *       two ways, over HTTP/1 and HTTP/2.
 *   <li>{@code WebSocketUpgrade} asks for a WebSocket, and {@code Tunnel} joins the two ends when
 *       the upstream has switched.
 *   <li>{@link dev.figleaf.proxy.upstream.WholeRequest} is the client of a forwarding whose answer
 *       the facade itself takes: a copy, a part of a composition.
 *   <li>{@link dev.figleaf.proxy.upstream.ForwardError} names every way in which it can fail.
 * </ol>
 */
@NullMarked
package dev.figleaf.proxy.upstream;

import org.jspecify.annotations.NullMarked;
