/**
 * Answers that are kept and given again, as a shared cache does (RFC 9111).
 *
 * <p>What is decided is pure: {@link dev.figleaf.proxy.cache.CachePolicy} says what becomes of a
 * request ({@link dev.figleaf.proxy.cache.Lookup}) and of an answer ({@link
 * dev.figleaf.proxy.cache.Storing}), from headers and the time alone. {@link
 * dev.figleaf.proxy.cache.RouteCache} is what a route keeps, bounded by weight and shared by all
 * event loops; {@link dev.figleaf.proxy.cache.Flight} is an answer on its way that others wait for.
 * What all of them hold together is bounded by {@link dev.figleaf.proxy.cache.CacheMemory}. Nothing
 * here touches a socket.
 */
@NullMarked
package dev.figleaf.proxy.cache;

import org.jspecify.annotations.NullMarked;
