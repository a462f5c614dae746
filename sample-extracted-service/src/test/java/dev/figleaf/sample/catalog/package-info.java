/** The catalog's contracts, held over real sockets. */
@NullMarked
package dev.figleaf.sample.catalog;

import org.jspecify.annotations.NullMarked;
