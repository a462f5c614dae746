/**
 * The command line: one file a command, each a thin layer over what the other packages do.
 *
 * <p>Exit codes: 0 when all is well, 1 when the command ran and the answer is no, 2 when it was
 * called wrongly or the rules have errors.
 */
@NullMarked
package dev.figleaf.proxy.cli;

import org.jspecify.annotations.NullMarked;
