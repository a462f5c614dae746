package dev.figleaf.sample.monolith;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Grows the customers and what they bought out of a seed. */
final class CustomerSeed {
  static final int CUSTOMERS = 240;
  static final int ORDERS = 3_000;

  private static final Instant FIRST_ORDER = Instant.parse("2021-01-04T07:30:00Z");
  private static final LocalDate FIRST_CUSTOMER = LocalDate.of(2009, 5, 2);
  private static final List<String> FIRST =
      List.of(
          "Ada", "Bruno", "Chloé", "Dmitri", "Elif", "Fergus", "Greta", "Hugo", "Ines", "Jørgen",
          "Katya", "Liam", "Mei", "Nils", "Oona", "Pablo");
  private static final List<String> LAST =
      List.of(
          "Abbott",
          "Brandt",
          "Costa",
          "D'Arcy",
          "Eriksen",
          "Fontaine",
          "García",
          "Hughes",
          "Ivanova",
          "Jansen",
          "Kowalski",
          "Lindqvist",
          "Müller",
          "Novak",
          "O'Brien");
  private static final List<String> STATUS =
      List.of("NEW", "PAID", "SHIPPED", "SHIPPED", "RETURNED");
  private static final List<String> NOTES =
      List.of(
          "",
          "",
          "",
          "Please ring twice.",
          "Gift: \"for Mum & Dad\"",
          "Leave it <behind> the shed");

  private CustomerSeed() {}

  static List<Customer> customers(long seed) {
    return IntStream.rangeClosed(1, CUSTOMERS).mapToObj(id -> customer(seed, id)).toList();
  }

  static List<Order> orders(long seed, List<Product> products) {
    return IntStream.rangeClosed(1, ORDERS)
        .mapToObj(number -> order(seed, number, products))
        .toList();
  }

  /** The UUID of an order: made of its number, so that equal histories have equal ids. */
  static String orderId(int number) {
    var name = ("order " + number).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString();
  }

  private static Customer customer(long seed, int id) {
    var draw = new Random(seed ^ id * 0xBF58476D1CE4E5B9L);
    var first = FIRST.get((id - 1) % FIRST.size());
    var last = LAST.get((id - 1) % LAST.size());
    var number = String.format(Locale.ROOT, "C-%05d", id);
    var email = plain(first) + "." + plain(last) + "@shop.example";
    return new Customer(
        id, number, first + " " + last, email, FIRST_CUSTOMER.plusDays(draw.nextInt(4_000)));
  }

  private static Order order(long seed, int number, List<Product> products) {
    var draw = new Random(seed ^ number * 0x94D049BB133111EBL);
    var customer = 1 + draw.nextInt(CUSTOMERS);
    var placed = FIRST_ORDER.plus(Duration.ofMinutes(number * 420L + draw.nextInt(300)));
    var status = STATUS.get(draw.nextInt(STATUS.size()));
    var note = NOTES.get(draw.nextInt(NOTES.size()));
    var lines = new ArrayList<Order.Line>();
    for (var left = 1 + draw.nextInt(4); left > 0; left--) {
      var product = products.get(draw.nextInt(products.size()));
      lines.add(new Order.Line(product.id(), 1 + draw.nextInt(3), product.price()));
    }
    return new Order(
        number, orderId(number), customer, placed, status, note, Order.total(lines), lines);
  }

  private static String plain(String name) {
    var letters = Normalizer.normalize(name.replace('ø', 'o'), Normalizer.Form.NFD);
    return letters.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
  }
}
