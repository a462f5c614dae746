package dev.figleaf.sample.catalog;

/**
 * What a wrong service gets wrong: little enough to be missed by who looks at a few pages.
 *
 * <p>Always the same products, so that a report about them can be read twice.
 */
final class Defects {
  private Defects() {}

  /** The product as a wrong service shows it. */
  static Product plant(Product product) {
    return brandForgotten(roundedPrice(product));
  }

  /** One product in a hundred costs a round ten cents, as if a float had been in between. */
  private static Product roundedPrice(Product p) {
    if (p.number() % 100 != 42) {
      return p;
    }
    var rounded = new Money((p.price().cents() + 5) / 10 * 10, p.price().currency());
    return new Product(
        p.sku(),
        p.reference(),
        p.name(),
        p.description(),
        p.category(),
        rounded,
        p.brand(),
        p.ratingTenths(),
        p.available(),
        p.grams(),
        p.created(),
        p.updated());
  }

  /** One in a hundred has lost its brand, a field that may be absent. */
  private static Product brandForgotten(Product p) {
    if (p.number() % 100 != 17) {
      return p;
    }
    return new Product(
        p.sku(),
        p.reference(),
        p.name(),
        p.description(),
        p.category(),
        p.price(),
        null,
        p.ratingTenths(),
        p.available(),
        p.grams(),
        p.created(),
        p.updated());
  }
}
