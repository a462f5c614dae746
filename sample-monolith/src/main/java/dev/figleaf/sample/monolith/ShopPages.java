package dev.figleaf.sample.monolith;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/** The pages that anybody looks at: home, catalog, product, and what they are made of. */
final class ShopPages {
  private static final Instant LAST_DAY = Instant.parse("2037-12-31T23:59:59Z");
  private static final int PAGE = 24;

  private final Products products;
  private final Visitors visitors;

  ShopPages(Products products, Visitors visitors) {
    this.products = products;
    this.visitors = visitors;
  }

  void register(Web web) {
    web.get("/", this::home);
    web.get("/catalog", this::catalog);
    web.get("/catalog/:id", this::product);
    web.get("/products", this::moved);
    var css = Resources.read("shop.css");
    web.get("/assets/shop.css", _ -> asset("text/css; charset=UTF-8", css));
    var script = Resources.read("ticker.js");
    web.get("/assets/ticker.js", _ -> asset("text/javascript; charset=UTF-8", script));
  }

  private Answer home(Call call) {
    var picks = products.picks().stream().map(ShopPages::card);
    var shelves =
        products.categories().stream()
            .map(
                c ->
                    Html.of(
                        "<a class=\"chip\" href=\"/catalog?category={}\">{} <b>{}</b></a>",
                        c.id(),
                        c.name(),
                        c.count()));
    var body =
        Html.of(
            """
            <p class="lead">Things for the house and the garden, picked by hand since 1998.</p>
            <p class="chips">{}</p>
            <h2>This season's picks</h2>
            <div class="cards">{}</div>
            """,
            Html.join(shelves),
            Html.join(picks));
    return visitors
        .page(call, "Welcome", body)
        .with("Set-Cookie", "seen=1; Path=/; Expires=" + Times.rfc1123(LAST_DAY));
  }

  private Answer catalog(Call call) {
    var wish = new Products.Wish(call.text("q"), call.text("category"));
    var slice = products.page(wish, call.number("page", 1, 1, 100_000), PAGE);
    var body =
        Html.of(
            """
            <form class="search" action="/catalog"><input type="hidden" name="category" value="{}">
            <input name="q" value="{}" placeholder="What are you looking for?" aria-label="Search">
            <button>Search</button></form>
            <p class="lead">{} products</p>
            <div class="cards">{}</div>
            {}
            """,
            wish.category(),
            wish.text(),
            slice.total(),
            Html.join(slice.items().stream().map(ShopPages::card)),
            Pager.of("/catalog?" + wish.query(), slice));
    return visitors.page(call, "Catalog", body);
  }

  private Answer product(Call call) {
    var product = products.find(call.segment("id")).orElseThrow(HttpError::notFound);
    return visitors.page(call, product.name(), ProductSheet.of(product));
  }

  /** The shop before this one had other addresses; catalogs on paper still name them. */
  private Answer moved(Call call) {
    var product = products.find(call.text("id")).orElseThrow(HttpError::notFound);
    return Answer.redirect(301, call.origin() + "/catalog/" + product.sku());
  }

  private static Answer asset(String type, Buffer content) {
    return Answer.of(200, type, content).with("Cache-Control", "max-age=3600").tagged();
  }

  private static Html card(Product product) {
    return Html.of(
        """
        <a class="card" href="/catalog/{}"><span class="swatch {}"></span>
        <b>{}</b><span>{} €</span><small>{}</small></a>""",
        product.sku(),
        product.category(),
        product.name(),
        product.price(),
        product.stock() == 0 ? "sold out" : product.stock() + " in stock");
  }
}
