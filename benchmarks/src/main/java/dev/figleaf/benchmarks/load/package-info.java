/** The generators of load, and what they say of one run. */
@NullMarked
package dev.figleaf.benchmarks.load;

import org.jspecify.annotations.NullMarked;
