/** The command line: in this process by its streams, and as a process of its own by signals. */
@NullMarked
package dev.figleaf.proxy.cli;

import org.jspecify.annotations.NullMarked;
