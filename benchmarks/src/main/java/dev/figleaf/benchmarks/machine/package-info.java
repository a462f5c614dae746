/** The machine: its cores, the processes on it, and what they use of it. */
@NullMarked
package dev.figleaf.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
