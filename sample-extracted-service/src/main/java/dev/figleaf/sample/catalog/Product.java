package dev.figleaf.sample.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A product as this service sees it.
 *
 * @param sku what it is called: {@code SKU-000123}
 * @param reference what partners call it: a UUID
 * @param ratingTenths 42 for 4.2 of 5, null while nobody has rated it
 */
record Product(
    String sku,
    String reference,
    String name,
    String description,
    Category category,
    Money price,
    @Nullable String brand,
    @Nullable Integer ratingTenths,
    int available,
    int grams,
    Instant created,
    Instant updated) {

  /** The number that the monolith knows the product by: the digits of its SKU. */
  int number() {
    return Integer.parseInt(sku.substring("SKU-".length()));
  }

  Product withPrice(Money other) {
    return new Product(
        sku,
        reference,
        name,
        description,
        category,
        other,
        brand,
        ratingTenths,
        available,
        grams,
        created,
        updated);
  }

  Product withoutBrand() {
    return new Product(
        sku,
        reference,
        name,
        description,
        category,
        price,
        null,
        ratingTenths,
        available,
        grams,
        created,
        updated);
  }
}
