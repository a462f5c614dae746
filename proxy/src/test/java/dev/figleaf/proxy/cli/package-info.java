/** Tests of the command line. */
@NullMarked
package dev.figleaf.proxy.cli;

import org.jspecify.annotations.NullMarked;
