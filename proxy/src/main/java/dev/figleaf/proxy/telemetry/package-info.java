/**
 * Meters, the access log, and the ids that tie a request to both.
 *
 * <p>The data plane tells {@link dev.figleaf.proxy.telemetry.ProxyEvents} what happened and fills
 * one {@link dev.figleaf.proxy.telemetry.Outcome} a request; this package turns them into figures
 * ({@link dev.figleaf.proxy.telemetry.MicrometerEvents}) and lines ({@link
 * dev.figleaf.proxy.telemetry.AccessLog}). It knows no other package: labels arrive as strings, and
 * they come from the rules, never from what a stranger sent. Nothing here blocks an event loop.
 *
 * <p>The process log is Log4j's own, configured by {@code log4j2.xml}: one {@link
 * dev.figleaf.proxy.telemetry.Fact} an event.
 */
@NullMarked
package dev.figleaf.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
