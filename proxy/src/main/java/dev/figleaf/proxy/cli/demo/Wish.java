package dev.figleaf.proxy.cli.demo;

/**
 * A request that a client makes.
 *
 * @param body JSON, or empty for none
 * @param seam whether it belongs to what is moving out
 */
record Wish(String method, String path, String body, boolean seam) {

  static Wish read(String path, boolean seam) {
    return new Wish("GET", path, "", seam);
  }

  /** A clerk counts what is on the shelf. */
  static Wish count(int item, int stock) {
    return new Wish("PATCH", "/api/catalog/items/" + item, "{\"stock\":" + stock + "}", false);
  }
}
