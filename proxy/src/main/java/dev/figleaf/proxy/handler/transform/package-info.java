/**
 * Changes messages at the boundary of an upstream that has another model than its clients.
 *
 * <p>{@link dev.figleaf.proxy.handler.transform.RouteTransform} is the {@code transform} of a
 * route, compiled; {@code upstream.Transforming} uses it for one request. {@link
 * dev.figleaf.proxy.handler.transform.TransformProblems} finds expressions that are none.
 */
@NullMarked
package dev.figleaf.proxy.handler.transform;

import org.jspecify.annotations.NullMarked;
