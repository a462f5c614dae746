package dev.figleaf.sample.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v2}: the catalog in the service's own words: SKUs, cents, ISO 8601 in UTC. */
final class CatalogV2 {
  private final Products products;
  private final Faults faults;

  CatalogV2(Products products, Faults faults) {
    this.products = products;
    this.faults = faults;
  }

  private record Page(
      List<Item> products, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextAfter) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Item(
      String sku,
      String reference,
      String name,
      String description,
      @Nullable String brand,
      Group category,
      Money price,
      @Nullable Rating rating,
      Stock stock,
      int weightGrams,
      String createdAt,
      String updatedAt) {}

  private record Group(String code, String label) {}

  private record Rating(int tenths, int of) {}

  private record Stock(int available) {}

  private record Categories(List<Category> categories) {}

  void register(Web web) {
    web.get("/v2/products", this::list);
    web.get("/v2/products/:sku", this::product);
    web.get(
        "/v2/categories", _ -> Answer.json(200, new Categories(products.categories())).tagged());
  }

  private Answer list(Call call) {
    var filter = new Products.Filter(call.text("q"), call.text("category"));
    var limit = call.number("limit", 20, 1, 100);
    faults.search(filter.text());
    var found = products.after(filter, call.text("after"), limit + 1);
    var more = found.size() > limit;
    var shown = more ? found.subList(0, limit) : found;
    var items = shown.stream().map(CatalogV2::item).toList();
    return Answer.json(200, new Page(items, more ? shown.getLast().sku() : null)).tagged();
  }

  private Answer product(Call call) {
    var product =
        products.find(call.segment("sku")).map(faults::shown).orElseThrow(HttpError::notFound);
    return Answer.json(200, item(product)).tagged();
  }

  private static Item item(Product product) {
    var tenths = product.ratingTenths();
    return new Item(
        product.sku(),
        product.reference(),
        product.name(),
        product.description(),
        product.brand(),
        new Group(product.category().code(), product.category().label()),
        product.price(),
        tenths == null ? null : new Rating(tenths, 50),
        new Stock(product.available()),
        product.grams(),
        product.created().toString(),
        product.updated().toString());
  }
}
