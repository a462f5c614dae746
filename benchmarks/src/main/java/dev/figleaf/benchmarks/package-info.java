/**
 * What a request costs, beside other proxies.
 *
 * <p>{@code Main} reads the command line and runs {@code scenario}s over {@code peer}s: it starts
 * them on one core of the {@code machine}, puts {@code load} on them from another one, and keeps
 * the {@code report}.
 */
@NullMarked
package dev.figleaf.benchmarks;

import org.jspecify.annotations.NullMarked;
