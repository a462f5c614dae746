/**
 * What operators and their machines ask the facade: is it well, what are its figures, which rules
 * are live.
 *
 * <p>{@link dev.figleaf.proxy.admin.AdminServer} listens on an event loop of its own, apart from
 * the traffic. {@link dev.figleaf.proxy.admin.AdminRoutes} is the one table of all there is to ask;
 * each noun in it is a resource class, and every failure is an {@link
 * dev.figleaf.proxy.admin.AdminError}.
 */
@NullMarked
package dev.figleaf.proxy.admin;

import org.jspecify.annotations.NullMarked;
