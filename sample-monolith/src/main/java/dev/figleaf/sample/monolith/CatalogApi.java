package dev.figleaf.sample.monolith;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /api/catalog}: what the shop sells, as JSON. */
final class CatalogApi {
  private static final Instant SEASON_ENDS = Instant.parse("2030-12-31T22:59:59Z");

  private final Products products;
  private final Meta.Source metas;

  CatalogApi(Products products, Meta.Source metas) {
    this.products = products;
    this.metas = metas;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Index(String items, String categories, String picks, @Nullable Meta meta) {}

  private record Items(
      List<Item> items,
      int total,
      int page,
      int size,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Meta meta) {}

  private record Item(
      int id,
      String sku,
      String name,
      String price,
      String currency,
      String category,
      int stock,
      long updated,
      String url) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Detail(
      String name,
      String id,
      String sku,
      String ref,
      String description,
      @Nullable String brand,
      Shelf category,
      String price,
      String currency,
      @Nullable String rating,
      String weight,
      int stock,
      String created,
      String updated,
      String page,
      String self,
      @Nullable Meta meta) {}

  private record Shelf(String id, String name) {}

  private record CategoryItem(String name, String id, int count, String items) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Picks(String validUntil, List<Pick> picks, @Nullable Meta meta) {}

  private record Pick(String id, String title, BigDecimal price, String link) {}

  void register(Web web) {
    web.get("/api/catalog", this::index);
    web.get("/api/catalog/items", this::items);
    web.get("/api/catalog/items/:id", this::item);
    web.get("/api/catalog/categories", this::categories);
    web.get("/api/catalog/picks", this::picks);
  }

  private Answer index(Call call) {
    var base = call.origin() + "/api/catalog/";
    return fresh(
        meta -> new Index(base + "items", base + "categories", base + "picks", meta),
        Duration.ofHours(1));
  }

  private Answer items(Call call) {
    var wish = new Products.Wish(call.text("q"), call.text("category"));
    var slice =
        products.page(wish, call.number("page", 1, 1, 100_000), call.number("size", 20, 1, 100));
    var items = slice.items().stream().map(product -> item(call, product)).toList();
    var next = slice.hasNext() ? next(call, wish, slice) : null;
    return fresh(
        meta -> new Items(items, slice.total(), slice.page(), slice.size(), next, meta),
        Duration.ofSeconds(10));
  }

  private Answer item(Call call) {
    var product = products.find(call.segment("id")).orElseThrow(HttpError::notFound);
    return fresh(meta -> detail(call, product, meta), Duration.ofMinutes(1))
        .with("Last-Modified", Times.rfc1123(product.updated()));
  }

  private Answer categories(Call call) {
    var list =
        products.categories().stream()
            .map(
                c ->
                    new CategoryItem(
                        c.name(),
                        c.id(),
                        c.count(),
                        call.origin() + "/api/catalog/items?category=" + c.id()))
            .toList();
    return fresh(_ -> list, Duration.ofHours(1));
  }

  private Answer picks(Call call) {
    var picks =
        products.picks().stream()
            .map(p -> new Pick(p.sku(), p.name(), p.price(), call.origin() + "/catalog/" + p.sku()))
            .toList();
    var until = Times.rfc1123(SEASON_ENDS);
    return fresh(meta -> new Picks(until, picks, meta), Duration.ofHours(1));
  }

  private static Item item(Call call, Product product) {
    return new Item(
        product.id(),
        product.sku(),
        product.name(),
        product.price().toPlainString(),
        "EUR",
        product.category(),
        product.stock(),
        product.updated().toEpochMilli(),
        call.origin() + "/api/catalog/items/" + product.id());
  }

  private Detail detail(Call call, Product product, @Nullable Meta meta) {
    return new Detail(
        product.name(),
        Integer.toString(product.id()),
        product.sku(),
        product.ref(),
        product.description(),
        product.brand(),
        shelf(product.category()),
        product.price().toPlainString(),
        "EUR",
        Optional.ofNullable(product.rating()).map(BigDecimal::toPlainString).orElse(null),
        product.kilos().toPlainString(),
        product.stock(),
        Times.local(product.created()),
        Times.rfc1123(product.updated()),
        call.origin() + "/catalog/" + product.sku(),
        call.origin() + "/api/catalog/items/" + product.sku(),
        meta);
  }

  private Shelf shelf(String id) {
    return products.categories().stream()
        .filter(category -> category.id().equals(id))
        .findFirst()
        .map(category -> new Shelf(id, category.name()))
        .orElseThrow();
  }

  private static String next(Call call, Products.Wish wish, Slice<?> slice) {
    return call.origin()
        + "/api/catalog/items?"
        + wish.query()
        + "page="
        + (slice.page() + 1)
        + "&size="
        + slice.size();
  }

  /** What an answer says about itself makes no other version of what it is about. */
  private Answer fresh(Function<@Nullable Meta, Object> value, Duration age) {
    var plain = Answer.json(200, value.apply(null)).tagged();
    var meta = metas.next();
    var answer = meta == null ? plain : plain.saying(Json.write(value.apply(meta)), meta.zone());
    return answer.with("Cache-Control", "max-age=" + age.toSeconds());
  }
}
