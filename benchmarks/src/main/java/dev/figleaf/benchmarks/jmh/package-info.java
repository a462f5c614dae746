/**
 * Microbenchmarks of what every request passes: {@code benchmarks/run jmh -prof gc}.
 *
 * <p>Through public API only, so that nothing is opened for the sake of being measured.
 */
@NullMarked
package dev.figleaf.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
