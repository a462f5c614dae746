package dev.figleaf.sample.monolith;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/** All orders as CSV, written piece by piece as the database yields them, without a length. */
final class OrderExport {
  private static final int PIECE = 500;
  private static final String COLUMNS = "number;id;customer;placed;status;total\r\n";

  private final Orders orders;
  private final Blocking blocking;

  OrderExport(Orders orders, Blocking blocking) {
    this.orders = orders;
    this.blocking = blocking;
  }

  void register(Web web) {
    web.stream("/export/orders.csv", this::export);
  }

  private void export(RoutingContext context) {
    var response = context.response();
    response
        .setChunked(true)
        .putHeader("X-Served-By", "monolith")
        .putHeader("Content-Type", "text/csv; charset=UTF-8")
        .putHeader("Content-Disposition", "attachment; filename=\"orders.csv\"");
    var head = context.request().method().equals(HttpMethod.HEAD);
    var sent = head ? response.end() : response.write(COLUMNS).compose(_ -> rest(response, 0));
    sent.onFailure(_ -> response.reset()); // cut short, so that nobody takes it for the whole
  }

  /** Each piece is read when the one before has left, so that a slow reader slows the reading. */
  private Future<Void> rest(HttpServerResponse response, int after) {
    return blocking
        .call(() -> orders.after(after, PIECE))
        .compose(
            piece ->
                piece.isEmpty()
                    ? response.end()
                    : response
                        .write(lines(piece))
                        .compose(_ -> rest(response, piece.getLast().number())));
  }

  private static String lines(List<Order> orders) {
    return orders.stream().map(OrderExport::line).collect(Collectors.joining());
  }

  private static String line(Order o) {
    var cells =
        List.of(
            o.number(),
            o.id(),
            o.customer(),
            Times.local(o.placed()),
            o.status(),
            o.total().toPlainString());
    return cells.stream().map(String::valueOf).collect(Collectors.joining(";", "", "\r\n"));
  }
}
