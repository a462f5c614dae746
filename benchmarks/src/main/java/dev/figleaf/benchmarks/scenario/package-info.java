/** What is measured: one class a kind of scenario, and the list of them all. */
@NullMarked
package dev.figleaf.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
