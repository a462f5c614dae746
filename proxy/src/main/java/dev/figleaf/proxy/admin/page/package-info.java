/**
 * The dashboard: pages that are made on the server, one class a page and one template beside it in
 * {@code src/main/jte}.
 *
 * <p>{@link dev.figleaf.proxy.admin.page.Pages} is the table of them. A page is made on a thread
 * that may block, from what {@link dev.figleaf.proxy.admin.view.Desk} says; a change goes through
 * {@link dev.figleaf.proxy.control.RuleOperations} or {@link
 * dev.figleaf.proxy.admin.page.UpstreamOrders} and is answered with another page to look at. All
 * works without scripts; with them figures stay fresh ({@code ?live=}, told by server-sent events).
 */
@NullMarked
package dev.figleaf.proxy.admin.page;

import org.jspecify.annotations.NullMarked;
