package dev.figleaf.sample.catalog;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One thing that the service gets wrong while its fault is on: little enough to be missed by who
 * looks at a few pages. Each shows at one place only, and always at the same one, so that a report
 * about it can be read twice.
 */
public enum Fault {
  /** A product's page shows what it was before it last changed, for a while. */
  STALE {
    @Override
    Product shown(Product now, Product lately) {
      return lately;
    }
  },

  /** One product in a hundred costs a round ten cents on its page, as if in a float for a while. */
  ROUNDING {
    @Override
    Product shown(Product now, Product lately) {
      return now.number() % 100 == 42 ? now.withPrice(tenCents(now.price())) : now;
    }
  },

  /** One product in a hundred has lost its brand, a field that may be absent, on its page. */
  MISSING {
    @Override
    Product shown(Product now, Product lately) {
      return now.number() % 100 == 17 ? now.withoutBrand() : now;
    }
  },

  /** The picks come by their names. */
  ORDER {
    @Override
    List<Product> picked(List<Product> right) {
      return right.stream().sorted(Comparator.comparing(Product::name)).toList();
    }
  },

  /** A search takes its time. */
  SLOW {
    @Override
    Duration searching() {
      return Duration.ofMillis(400);
    }
  };

  /** How long a stale page shows what was before. */
  static final Duration LATELY = Duration.ofSeconds(2);

  /** The product as its page shows it. */
  Product shown(Product now, Product lately) {
    return now;
  }

  /** The picks as their list shows them. */
  List<Product> picked(List<Product> right) {
    return right;
  }

  /** How much longer a search takes. */
  Duration searching() {
    return Duration.ZERO;
  }

  /** What operators call it: {@code rounding}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The fault of a word.
   *
   * @throws IllegalArgumentException names those that there are
   */
  static Fault of(String word) {
    return Arrays.stream(values())
        .filter(fault -> fault.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a fault is one of " + all()));
  }

  private static String all() {
    return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
  }

  private static Money tenCents(Money price) {
    return new Money((price.cents() + 5) / 10 * 10, price.currency());
  }
}
