package dev.figleaf.proxy.cache;

/**
 * What an answer is kept under (RFC 9111 §2): the address as the client knows it.
 *
 * @param site scheme and authority in lower case, as in {@code https://shop.example.com}
 * @param target path and query, the path in its normal form
 */
public record CacheKey(String site, String target) {

  /** The path alone. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
