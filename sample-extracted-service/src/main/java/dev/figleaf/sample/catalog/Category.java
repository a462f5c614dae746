package dev.figleaf.sample.catalog;

/** A group of products: {@code CAT-03}, Lighting. */
record Category(String code, String label, int products) {}
