package dev.figleaf.rules;

/** A JSON value that was written as YAML, serialised once when it was read. */
public record JsonText(String text) {}
