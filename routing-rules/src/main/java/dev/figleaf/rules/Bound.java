package dev.figleaf.rules;

/**
 * A record that was bound, with the places of its values.
 *
 * @param <T> the record
 */
public record Bound<T extends Record>(T value, Origins origins) {}
