package dev.figleaf.sample.monolith;

import java.math.BigDecimal;

/**
 * A report that takes its time: what each category earned. The wait is a timer's, not a thread's.
 */
final class SalesReport {
  private static final int USUAL_MILLIS = 800;
  private static final int MOST_MILLIS = 30_000;

  private final Orders orders;
  private final Visitors visitors;

  SalesReport(Orders orders, Visitors visitors) {
    this.orders = orders;
    this.visitors = visitors;
  }

  void register(Web web) {
    web.getLater("/reports/sales", SalesReport::delay, this::report);
  }

  private static int delay(Call call) {
    return call.number("delay", USUAL_MILLIS, 0, MOST_MILLIS);
  }

  private Answer report(Call call) {
    var sales = orders.sales();
    var sum = sales.stream().map(Orders.Sales::revenue).reduce(BigDecimal.ZERO, BigDecimal::add);
    var rows =
        sales.stream()
            .map(
                s ->
                    Html.of(
                        "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{} €</td></tr>",
                        s.category(),
                        s.pieces(),
                        s.revenue()));
    var body =
        Html.of(
            """
            <p class="lead">Counted afresh each time, which is why it is slow.
            <a href="/export/orders.csv">All orders as CSV</a></p>
            <table><tr><th>Category</th><th>Pieces</th><th>Revenue</th></tr>
            {}
            <tr><th colspan="2">Total</th><td class="n">{} €</td></tr></table>
            """,
            Html.join(rows),
            sum);
    return visitors.page(call, "Sales by category", body);
  }
}
