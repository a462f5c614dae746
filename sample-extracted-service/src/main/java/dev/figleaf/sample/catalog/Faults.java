package dev.figleaf.sample.catalog;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * {@code /faults}: reads and sets which faults are on, and makes them show.
 *
 * <p>PUT takes a JSON list and sets all faults: what it does not name is off. Safe for any thread.
 */
final class Faults {
  private static final String PATH = "/faults";

  private final RecentChanges changes;
  private volatile Set<Fault> on;

  Faults(Collection<Fault> first, RecentChanges changes) {
    this.on = set(first);
    this.changes = changes;
  }

  void register(Web web) {
    web.get(PATH, _ -> told());
    web.put(PATH, this::set);
  }

  /** A product as its page shows it now. */
  Product shown(Product right) {
    var lately = changes.before(right.sku()).orElse(right);
    var shown = right;
    for (var fault : on) {
      shown = fault.shown(shown, lately);
    }
    return shown;
  }

  /** The picks as their list shows them now. */
  List<Product> picked(List<Product> right) {
    var shown = right;
    for (var fault : on) {
      shown = fault.picked(shown);
    }
    return shown;
  }

  /** Takes as long as a search for this text takes too long; blocks. */
  void search(String text) {
    var millis = on.stream().mapToLong(fault -> fault.searching().toMillis()).sum();
    if (!text.isEmpty() && millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Answer set(Call call) {
    try {
      var words = Arrays.stream(Json.read(call.body(), String[].class));
      on = set(words.map(word -> Fault.of(String.valueOf(word))).toList());
    } catch (IllegalArgumentException e) {
      throw HttpError.badRequest(String.valueOf(e.getMessage()));
    }
    return told();
  }

  private Answer told() {
    return Answer.json(200, on.stream().map(Fault::word).toList());
  }

  private static Set<Fault> set(Collection<Fault> faults) {
    return faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
  }
}
