package dev.figleaf.proxy.telemetry;

/** What tells the meters of parts apart. */
public record PartLabels(String route, String part) {}
