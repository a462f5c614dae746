package dev.figleaf.sample.monolith;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A customer's orders as pages, and the form that places one. */
final class OrderPages {
  private final Orders orders;
  private final Products products;
  private final Visitors visitors;
  private final OrderDesk desk;

  OrderPages(Orders orders, Products products, Visitors visitors, OrderDesk desk) {
    this.orders = orders;
    this.products = products;
    this.visitors = visitors;
    this.desk = desk;
  }

  void register(Web web) {
    web.get("/orders", call -> forCustomer(call, customer -> list(call, customer)));
    web.get("/orders/:id", call -> forCustomer(call, customer -> order(call, customer)));
    web.post("/orders", call -> forCustomer(call, customer -> place(call, customer)));
  }

  private interface CustomerPage {
    Answer answer(Customer customer);
  }

  private Answer forCustomer(Call call, CustomerPage page) {
    return visitors.loggedIn(call).map(page::answer).orElseGet(() -> LoginPages.toLogin(call));
  }

  private Answer list(Call call, Customer customer) {
    var slice = orders.page(customer.id(), call.number("page", 1, 1, 100_000), 20);
    var rows =
        slice.items().stream()
            .map(
                order ->
                    Html.of(
                        """
                        <tr><td><a href="/orders/{}">{}</a></td><td>{}</td><td>{}</td>\
                        <td class="n">{} €</td></tr>""",
                        order.id(),
                        order.number(),
                        Times.local(order.placed()),
                        order.status(),
                        order.total()));
    var table =
        Html.of(
            """
            <table>
            <tr><th>Number</th><th>Placed</th><th>Status</th><th>Total</th></tr>
            {}
            </table>
            {}
            """,
            Html.join(rows),
            Pager.of("/orders?", slice));
    return visitors.page(call, "Your orders", table);
  }

  private Answer order(Call call, Customer customer) {
    var order =
        orders
            .find(call.segment("id"))
            .filter(found -> found.customer() == customer.id())
            .orElseThrow(HttpError::notFound);
    var known = products.find(order.lines().stream().map(Order.Line::product).toList());
    var body =
        Html.of(
            """
            <p class="lead">Placed {}, {}.</p>
            <table><tr><th>Article</th><th>Product</th><th>Pieces</th><th>Price</th></tr>
            {}
            <tr><th colspan="3">Total</th><td class="n">{} €</td></tr></table>
            {}
            """,
            Times.local(order.placed()),
            order.status(),
            Html.join(order.lines().stream().map(line -> row(line, known))),
            order.total(),
            note(order.note()));
    return visitors.page(call, "Order " + order.number(), body);
  }

  private static Html note(String note) {
    return note.isEmpty()
        ? Html.NOTHING
        : Html.of("<blockquote class=\"text\">{}</blockquote>", note);
  }

  private static Html row(Order.Line line, Map<Integer, Product> known) {
    var product = Objects.requireNonNull(known.get(line.product()));
    return Html.of(
        """
        <tr><td><a href="/catalog/{}">{}</a></td><td>{}</td><td class="n">{}</td>\
        <td class="n">{} €</td></tr>""",
        product.sku(),
        product.sku(),
        product.name(),
        line.quantity(),
        line.price());
  }

  private Answer place(Call call, Customer customer) {
    var quantity = call.field("quantity");
    var pieces =
        new OrderDesk.Piece(
            call.field("sku"), quantity.matches("\\d{1,4}") ? Integer.parseInt(quantity) : 0);
    var order = desk.place(customer, new OrderDesk.Wanted(List.of(pieces), call.field("note")));
    return Answer.redirect(303, call.origin() + "/orders/" + order.id());
  }
}
