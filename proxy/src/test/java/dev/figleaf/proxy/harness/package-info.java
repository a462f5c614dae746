/**
 * What tests of the proxy stand on: a whole facade with upstreams of every kind around it.
 *
 * <p>Begin at {@link dev.figleaf.proxy.harness.ProxyTest} and {@link
 * dev.figleaf.proxy.harness.ProxyHarness}. Everything is real: sockets, ports that the system
 * chose, the event loops of the product. Nothing sleeps; what must wait waits for an event, and
 * gives up after {@link dev.figleaf.proxy.harness.RawSocket#PATIENCE}.
 */
@NullMarked
package dev.figleaf.proxy.harness;

import org.jspecify.annotations.NullMarked;
