package dev.figleaf.sample.monolith;

/** A shelf of the shop: {@code CAT-03}, Lighting. */
record Category(String id, String name, int count) {}
