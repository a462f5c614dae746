package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.store.InventoryRow;
import dev.figleaf.proxy.traffic.inventory.Tally;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What endpoints can be sorted by; those that are alike go by their names. */
enum InventoryOrder {
  CALLS(most(row -> row.calls())),
  FAILED(most(row -> row.failed())),
  LATENCY(most(row -> Double.isNaN(row.p95()) ? 0 : row.p95())),
  CLIENTS(most(row -> row.clients())),
  BYTES(most(row -> row.bytesOut())),
  LAST(Comparator.comparingLong(InventoryRow::lastAt).reversed()),
  NAME((_, _) -> 0);

  private static final Comparator<InventoryRow> BY_NAME =
      Comparator.comparing((InventoryRow row) -> row.endpoint().template())
          .thenComparing(row -> row.endpoint().method())
          .thenComparing(row -> row.endpoint().upstream());

  private final Comparator<InventoryRow> order;

  InventoryOrder(Comparator<InventoryRow> order) {
    this.order = order;
  }

  private static Comparator<InventoryRow> most(ToDoubleFunction<Tally> of) {
    return Comparator.comparingDouble((InventoryRow row) -> of.applyAsDouble(Tally.of(row)))
        .reversed();
  }

  Comparator<InventoryRow> comparator() {
    return order.thenComparing(BY_NAME);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
  }
}
