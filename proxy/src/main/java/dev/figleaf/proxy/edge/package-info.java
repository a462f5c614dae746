/**
 * Where strangers connect: the listeners of each event loop, TLS, and the strict gate before the
 * rules.
 *
 * <ol>
 *   <li>{@link dev.figleaf.proxy.edge.EdgeVerticle} is the edge of one event loop; {@link
 *       dev.figleaf.proxy.edge.EdgeListener} its part of one listener, with {@link
 *       dev.figleaf.proxy.edge.ServerTls} where that speaks TLS.
 *   <li>{@link dev.figleaf.proxy.edge.EdgeConnection} bounds one client's connection, in time and
 *       in number ({@link dev.figleaf.proxy.edge.Limits}).
 *   <li>{@code Http1Connection} speaks HTTP/1 on the connection itself, Vert.x speaks HTTP/2;
 *       {@code Http1ClientStream} and {@code Http2ClientStream} are a request and its answer for
 *       all others.
 *   <li>{@code RequestGate} refuses what two readers could read in two ways, {@code EdgeFrames} and
 *       {@code StreamOrder} what is wrong with frames of HTTP/2; {@code RequestTarget} brings a
 *       path into its one form; {@code ExtendedConnect} turns the question for a WebSocket on a
 *       stream into the GET that it is for the rules.
 * </ol>
 *
 * <p>Confined to its event loop, but for {@link dev.figleaf.proxy.edge.EdgeSettings} and what else
 * is immutable, and for {@link dev.figleaf.proxy.edge.CertificateWatcher}, which has a thread of
 * its own.
 */
@NullMarked
package dev.figleaf.proxy.edge;

import org.jspecify.annotations.NullMarked;
