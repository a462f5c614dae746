package dev.figleaf.sample.monolith;

import java.util.Objects;

/** What the page of one product says, with the form to buy it. */
final class ProductSheet {
  private static final String SHEET =
      """
      <div class="sheet"><span class="swatch big {}"></span><div>
      <p class="price">{} €</p>
      <p class="text">{}</p>
      <table>
      <tr><th>Article</th><td>{}</td></tr>
      <tr><th>Brand</th><td>{}</td></tr>
      <tr><th>Rating</th><td>{}</td></tr>
      <tr><th>Weight</th><td>{} kg</td></tr>
      <tr><th>In stock</th><td>{}</td></tr>
      <tr><th>On sale since</th><td>{}</td></tr>
      </table>
      <form class="buy" method="post" action="/orders">
      <input type="hidden" name="sku" value="{}">
      <label>Quantity <input name="quantity" type="number" min="1" max="99" value="1"></label>
      <label>Note <input name="note" maxlength="500"></label>
      <button>Buy now</button>
      </form></div></div>
      """;

  private ProductSheet() {}

  static Html of(Product product) {
    return Html.of(
        SHEET,
        product.category(),
        product.price(),
        product.description(),
        product.sku(),
        Objects.requireNonNullElse(product.brand(), "–"),
        product.rating() == null ? "not yet" : product.rating() + " of 5",
        product.kilos(),
        product.stock(),
        Times.local(product.created()),
        product.sku());
  }
}
