/**
 * A small legacy shop, worth migrating.
 *
 * <p>{@link dev.figleaf.sample.monolith.ShopMonolith} starts it and {@code ShopVerticle} wires it.
 * A request becomes a {@code Call}, a handler on a virtual thread makes an {@code Answer} of it,
 * and {@code Answers} sends that from the event loop after {@code Conditional}, {@code Ranges} and
 * {@code Gzip} had their say. The handlers are grouped by what they are about: {@code CatalogApi},
 * {@code OrderApi}, {@code UserApi}, {@code ShopPages}, {@code LoginPages}, {@code OrderPages},
 * {@code FileShelf}, {@code Ticker} and their like; {@code Products}, {@code Orders}, {@code
 * Customers} and {@code Sessions} are the only ones that know SQL.
 *
 * <p>The shop has the habits of its age on purpose: ids are integers here, strings there and UUIDs
 * elsewhere, times come in four shapes, decimals are strings, and each answer orders its keys as it
 * likes. Identical requests get byte-identical answers, so that two ways to the shop can be
 * compared; only what the catalog's answers say about themselves, {@code Meta}, is never the same.
 * {@code StockDesk} changes what a {@code Follower} has a copy of.
 */
@NullMarked
package dev.figleaf.sample.monolith;

import org.jspecify.annotations.NullMarked;
