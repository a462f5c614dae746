package dev.figleaf.sample.monolith;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that the shop sells.
 *
 * @param id what the shop's own tables call it
 * @param sku what the warehouse calls it: {@code SKU-000123}
 * @param ref what partners call it: a UUID
 * @param kilos its weight
 */
record Product(
    int id,
    String sku,
    String ref,
    String name,
    String description,
    String category,
    BigDecimal price,
    @Nullable String brand,
    @Nullable BigDecimal rating,
    int stock,
    BigDecimal kilos,
    Instant created,
    Instant updated) {}
