package dev.figleaf.proxy.telemetry;

/**
 * The labels of a route's meters.
 *
 * @param route the name of the route, {@link Outcome#NONE} for requests that matched none
 * @param upstream the name of the upstream, {@link Outcome#NONE} where Figleaf answers itself
 */
public record RouteLabels(String route, String upstream) {}
