package dev.figleaf.sample.monolith;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Grows the products out of a seed.
 *
 * <p>The extracted catalog grows the same from the same seed, so every draw, and the order of the
 * draws, is a contract between two teams.
 */
final class ProductSeed {
  static final int PRODUCTS = 480;

  private static final Instant FIRST_DAY = Instant.parse("2012-03-05T08:00:00Z");
  private static final List<String> CATEGORIES =
      List.of(
          "Kitchen",
          "Garden",
          "Lighting",
          "Tools",
          "Books",
          "Toys",
          "Camping",
          "Office",
          "Bath",
          "Music",
          "Textiles",
          "Bicycles");
  private static final List<List<String>> NOUNS =
      List.of(
          List.of("Kettle", "Pan", "Bowl", "Grinder", "Bread Knife"),
          List.of("Rake", "Watering Can", "Planter", "Bird House", "Bench"),
          List.of("Desk Lamp", "Lantern", "Torch", "Chandelier", "Candle Holder"),
          List.of("Hammer", "Spirit Level", "Hand Saw", "Vice", "Chisel"),
          List.of("Atlas", "Cookbook", "Field Guide", "Notebook", "Almanac"),
          List.of("Train", "Puzzle", "Kite", "Doll House", "Spinning Top"),
          List.of("Tent", "Sleeping Mat", "Stove", "Hammock", "Water Bottle"),
          List.of("Stapler", "Letter Tray", "Ruler", "Globe", "Footrest"),
          List.of("Towel Rail", "Soap Dish", "Mirror", "Stool", "Brush"),
          List.of("Recorder", "Metronome", "Music Stand", "Tambourine", "Zither"),
          List.of("Blanket", "Cushion", "Apron", "Curtain", "Scarf"),
          List.of("Bell", "Saddle", "Pump", "Basket", "Mudguard"));
  private static final List<String> MANNERS =
      List.of(
          "Sturdy",
          "Folding",
          "Little",
          "Grand",
          "Quiet",
          "Classic",
          "Nordic",
          "Rustic",
          "Büro",
          "Travel",
          "Winter",
          "Polished",
          "Striped",
          "Heirloom",
          "Everyday",
          "Köln");
  private static final List<String> MATERIALS =
      List.of(
          "Oak", "Brass", "Copper", "Linen", "Steel", "Bamboo", "Wool", "Glass", "Leather", "Cork",
          "Beech", "Enamel");
  private static final List<String> EXTRAS =
      List.of(" & Case", " <XL>", " 12\"", " – Jäger's Choice");
  private static final List<String> BRANDS =
      List.of("Fig & Leaf", "Holm", "Käfer", "Ostrava Works", "Palmer's", "Tinsmith");

  private ProductSeed() {}

  static List<Category> categories() {
    return IntStream.range(0, CATEGORIES.size())
        .mapToObj(i -> new Category(categoryId(i), CATEGORIES.get(i), 0))
        .toList();
  }

  static List<Product> products(long seed) {
    return IntStream.rangeClosed(1, PRODUCTS).mapToObj(id -> product(seed, id)).toList();
  }

  static String sku(int id) {
    return String.format(Locale.ROOT, "SKU-%06d", id);
  }

  private static Product product(long seed, int id) {
    var draw = new Random(seed ^ id * 0x9E3779B97F4A7C15L);
    var category = id * 7 % CATEGORIES.size();
    var material = pick(draw, MATERIALS);
    var noun = pick(draw, MANNERS) + " " + material + " " + pick(draw, NOUNS.get(category));
    var name = noun + (draw.nextInt(8) == 0 ? pick(draw, EXTRAS) : "");
    var price = BigDecimal.valueOf(199 + draw.nextInt(29_800), 2);
    var brand = draw.nextInt(4) == 0 ? null : pick(draw, BRANDS);
    var rating = draw.nextInt(5) == 0 ? null : BigDecimal.valueOf(20 + draw.nextInt(31), 1);
    var stock = Math.max(0, draw.nextInt(220) - 20);
    var kilos = BigDecimal.valueOf(50 + draw.nextInt(24_950), 3);
    var created =
        FIRST_DAY.plus(Duration.ofMinutes(draw.nextInt(1_500) * 1_440L + draw.nextInt(480)));
    var updated =
        created.plus(Duration.ofSeconds(draw.nextInt(2_500) * 86_400L + draw.nextInt(36_000)));
    return new Product(
        id,
        sku(id),
        ref(id),
        name,
        description(material, kilos),
        categoryId(category),
        price,
        brand,
        rating,
        stock,
        kilos,
        created,
        updated);
  }

  private static String description(String material, BigDecimal kilos) {
    return "Made of "
        + material.toLowerCase(Locale.ROOT)
        + ", weighs "
        + kilos
        + " kg & comes in a box.\nReturns within 30 days, \"no questions asked\".";
  }

  private static String ref(int id) {
    return UUID.nameUUIDFromBytes(("product " + id).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String categoryId(int index) {
    return String.format(Locale.ROOT, "CAT-%02d", index + 1);
  }

  private static String pick(Random draw, List<String> words) {
    return words.get(draw.nextInt(words.size()));
  }
}
