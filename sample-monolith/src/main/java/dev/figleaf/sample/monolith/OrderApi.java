package dev.figleaf.sample.monolith;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code /api/orders}: what was bought, as JSON. */
final class OrderApi {
  private final Orders orders;
  private final Products products;
  private final Visitors visitors;
  private final OrderDesk desk;

  OrderApi(Orders orders, Products products, Visitors visitors, OrderDesk desk) {
    this.orders = orders;
    this.products = products;
    this.visitors = visitors;
    this.desk = desk;
  }

  private record Page(
      int total,
      int page,
      List<Item> orders,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {}

  private record Item(
      String orderId, int number, String user, String placed, String status, String total) {}

  private record Detail(
      String status,
      String number,
      String id,
      long placed,
      int customer,
      List<Line> lines,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String note,
      Total total,
      String invoice) {}

  private record Line(int position, String sku, String name, int quantity, String price) {}

  private record Total(String amount, String currency) {}

  private record NewOrder(@Nullable List<@Nullable NewLine> lines, @Nullable String note) {}

  private record NewLine(@Nullable String sku, int quantity) {}

  void register(Web web) {
    web.get("/api/orders", this::list);
    web.get("/api/orders/:id", this::order);
    web.post("/api/orders", this::place);
  }

  private Answer list(Call call) {
    var user = call.number("user", 0, 1, Integer.MAX_VALUE);
    var slice =
        orders.page(user, call.number("page", 1, 1, 100_000), call.number("size", 20, 1, 100));
    var items = slice.items().stream().map(OrderApi::item).toList();
    var next = slice.hasNext() ? next(call, user, slice) : null;
    return Answer.json(200, new Page(slice.total(), slice.page(), items, next))
        .with("Cache-Control", "no-cache");
  }

  private Answer order(Call call) {
    var order = orders.find(call.segment("id")).orElseThrow(HttpError::notFound);
    return Answer.json(200, detail(call, order)).with("Cache-Control", "no-cache").tagged();
  }

  private Answer place(Call call) {
    var type = call.headers().get("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new HttpError(415, "send application/json");
    }
    var customer = visitors.customer(call).orElseThrow(() -> new HttpError(401, "who are you?"));
    var order = desk.place(customer, wanted(Json.read(call.body(), NewOrder.class)));
    return Answer.json(201, detail(call, order))
        .with("Location", call.origin() + "/api/orders/" + order.id());
  }

  private static OrderDesk.Wanted wanted(NewOrder order) {
    var lines = order.lines() == null ? List.<@Nullable NewLine>of() : order.lines();
    var wanted =
        lines.stream().map(line -> line == null ? OrderDesk.Piece.NONE : piece(line)).toList();
    return new OrderDesk.Wanted(wanted, order.note() == null ? "" : order.note());
  }

  private static OrderDesk.Piece piece(NewLine line) {
    return new OrderDesk.Piece(line.sku() == null ? "" : line.sku(), line.quantity());
  }

  private static Item item(Order order) {
    return new Item(
        order.id(),
        order.number(),
        Integer.toString(order.customer()),
        Times.local(order.placed()),
        order.status(),
        order.total().toPlainString());
  }

  private Detail detail(Call call, Order order) {
    var known = products.find(order.lines().stream().map(Order.Line::product).toList());
    return new Detail(
        order.status().toLowerCase(Locale.ROOT),
        String.format(Locale.ROOT, "%07d", order.number()),
        order.id(),
        order.placed().toEpochMilli(),
        order.customer(),
        lines(order, known),
        order.note(),
        new Total(order.total().toPlainString(), "EUR"),
        call.origin() + "/orders/" + order.id());
  }

  private static List<Line> lines(Order order, Map<Integer, Product> known) {
    return IntStream.range(0, order.lines().size())
        .mapToObj(i -> line(i + 1, order.lines().get(i), known))
        .toList();
  }

  private static Line line(int position, Order.Line line, Map<Integer, Product> known) {
    var product = Objects.requireNonNull(known.get(line.product()));
    var price = line.price().toPlainString();
    return new Line(position, product.sku(), product.name(), line.quantity(), price);
  }

  private static String next(Call call, int user, Slice<?> slice) {
    var filter = user == 0 ? "" : "user=" + user + "&";
    return call.origin()
        + "/api/orders?"
        + filter
        + "page="
        + (slice.page() + 1)
        + "&size="
        + slice.size();
  }
}
