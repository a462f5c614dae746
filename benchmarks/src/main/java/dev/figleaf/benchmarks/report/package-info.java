/** Figures, their spread over the rounds, and how they are written down. */
@NullMarked
package dev.figleaf.benchmarks.report;

import org.jspecify.annotations.NullMarked;
