/**
 * The shop's catalog as a service of its own, with a database and a model of its own.
 *
 * <p>{@link dev.figleaf.sample.catalog.CatalogService} starts it and {@code CatalogVerticle} wires
 * it. {@code CatalogV2} speaks the service's own language under {@code /v2}; {@code PublicCatalog}
 * keeps the monolith's contract under {@code /api/catalog}, byte for byte, so that nobody notices
 * who answers. {@code StockDesk} hears what changes in the shop. {@code SwitchBoard} makes the
 * service slow, failing or down on request, {@code Faults} what it answers wrong.
 *
 * <p>The team that took the catalog out does not share code with the shop: what looks alike here
 * and there is kept alike by the contract, not by the compiler.
 */
@NullMarked
package dev.figleaf.sample.catalog;

import org.jspecify.annotations.NullMarked;
