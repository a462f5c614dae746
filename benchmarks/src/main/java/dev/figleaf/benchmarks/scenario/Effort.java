package dev.figleaf.benchmarks.scenario;

/**
 * How long is measured.
 *
 * @param rounds that count
 * @param seconds of each
 * @param warmSeconds before the first one, for a JVM
 */
public record Effort(int rounds, int seconds, int warmSeconds) {}
