/**
 * Puts one answer together of several upstreams'.
 *
 * <p>{@link dev.figleaf.proxy.handler.aggregate.AggregatePlan} is a composition, compiled; {@link
 * dev.figleaf.proxy.handler.aggregate.AggregateHandler} answers its requests: {@code Assembly} is
 * one of them, {@code PartRun} one part of it, {@code PartCall} one call for that part, which is a
 * {@link dev.figleaf.proxy.upstream.WholeRequest} and so meets all that any request meets. {@code
 * Merging} puts the values together, {@code CombinedHeaders} the headers.
 *
 * <p>All of one request happens on the event loop of its client, but for what {@link
 * dev.figleaf.proxy.handler.SideWork} takes off it: reading, shaping and writing much JSON. What is
 * held of answers is bounded by {@link dev.figleaf.proxy.upstream.SharedMemory}.
 */
@NullMarked
package dev.figleaf.proxy.handler.aggregate;

import org.jspecify.annotations.NullMarked;
