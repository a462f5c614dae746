package dev.figleaf.sample.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/catalog}: the contract that the monolith's clients know, translated from our model.
 *
 * <p>The names, the shapes of ids, times and decimals and the order of keys are the monolith's,
 * byte for byte.
 */
final class PublicCatalog {
  private static final Instant SEASON_ENDS = Instant.parse("2030-12-31T22:59:59Z");

  private final Products products;
  private final Faults faults;
  private final Meta.Source metas;

  PublicCatalog(Products products, Faults faults, Meta.Source metas) {
    this.products = products;
    this.faults = faults;
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
    var filter = new Products.Filter(call.text("q"), call.text("category"));
    var slice =
        products.page(filter, call.number("page", 1, 1, 100_000), call.number("size", 20, 1, 100));
    faults.search(filter.text());
    var items = slice.items().stream().map(product -> item(call, product)).toList();
    var next = slice.hasNext() ? next(call, filter, slice) : null;
    return fresh(
        meta -> new Items(items, slice.total(), slice.page(), slice.size(), next, meta),
        Duration.ofSeconds(10));
  }

  private Answer item(Call call) {
    var product = find(call.segment("id")).map(faults::shown).orElseThrow(HttpError::notFound);
    return fresh(meta -> detail(call, product, meta), Duration.ofMinutes(1))
        .with("Last-Modified", Times.rfc1123(product.updated()));
  }

  /** By any of the monolith's three ids: a number, an SKU, a UUID. */
  private Optional<Product> find(String id) {
    if (id.matches("[1-9]\\d{0,5}")) {
      return products.find(String.format(Locale.ROOT, "SKU-%06d", Integer.parseInt(id)));
    }
    return products.find(id).or(() -> products.findByReference(id));
  }

  private Answer categories(Call call) {
    var base = call.origin() + "/api/catalog/items?category=";
    var list =
        products.categories().stream()
            .map(c -> new CategoryItem(c.label(), c.code(), c.products(), base + c.code()))
            .toList();
    return fresh(_ -> list, Duration.ofHours(1));
  }

  private Answer picks(Call call) {
    var picks =
        faults.picked(products.picks()).stream().map(product -> pick(call, product)).toList();
    var until = Times.rfc1123(SEASON_ENDS);
    return fresh(meta -> new Picks(until, picks, meta), Duration.ofHours(1));
  }

  private static Pick pick(Call call, Product p) {
    return new Pick(p.sku(), p.name(), p.price().decimal(), call.origin() + "/catalog/" + p.sku());
  }

  private static Item item(Call call, Product product) {
    return new Item(
        product.number(),
        product.sku(),
        product.name(),
        product.price().decimal().toPlainString(),
        product.price().currency(),
        product.category().code(),
        product.available(),
        product.updated().toEpochMilli(),
        call.origin() + "/api/catalog/items/" + product.number());
  }

  private static Detail detail(Call call, Product product, @Nullable Meta meta) {
    var tenths = product.ratingTenths();
    return new Detail(
        product.name(),
        Integer.toString(product.number()),
        product.sku(),
        product.reference(),
        product.description(),
        product.brand(),
        new Shelf(product.category().code(), product.category().label()),
        product.price().decimal().toPlainString(),
        product.price().currency(),
        tenths == null ? null : BigDecimal.valueOf(tenths, 1).toPlainString(),
        BigDecimal.valueOf(product.grams(), 3).toPlainString(),
        product.available(),
        Times.local(product.created()),
        Times.rfc1123(product.updated()),
        call.origin() + "/catalog/" + product.sku(),
        call.origin() + "/api/catalog/items/" + product.sku(),
        meta);
  }

  private static String next(Call call, Products.Filter filter, Slice<?> slice) {
    return call.origin()
        + "/api/catalog/items?"
        + parameter("q", filter.text())
        + parameter("category", filter.category())
        + "page="
        + (slice.page() + 1)
        + "&size="
        + slice.size();
  }

  private static String parameter(String name, String value) {
    var encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
    return value.isEmpty() ? "" : name + "=" + encoded + "&";
  }

  /** What an answer says about itself makes no other version of what it is about. */
  private Answer fresh(Function<@Nullable Meta, Object> value, Duration age) {
    var plain = Answer.json(200, value.apply(null)).tagged();
    var meta = metas.next();
    var answer = meta == null ? plain : plain.saying(Json.write(value.apply(meta)), meta.zone());
    return answer.with("Cache-Control", "max-age=" + age.toSeconds());
  }
}
