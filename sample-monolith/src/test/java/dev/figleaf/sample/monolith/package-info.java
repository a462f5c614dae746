/** The shop's contract, held over real sockets. */
@NullMarked
package dev.figleaf.sample.monolith;

import org.jspecify.annotations.NullMarked;
