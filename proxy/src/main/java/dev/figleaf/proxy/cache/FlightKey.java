package dev.figleaf.proxy.cache;

import java.util.List;

/**
 * What the same answer is expected for.
 *
 * @param selecting values of the headers that the rules name
 */
record FlightKey(CacheKey key, String upstream, List<String> selecting) {}
