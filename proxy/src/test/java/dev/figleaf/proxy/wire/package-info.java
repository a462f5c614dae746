/**
 * The table of what passes on the wire and what is refused, and the tests that hold it.
 *
 * <p>The rows stand in {@code src/test/resources/wire}, one file for each side and protocol; {@code
 * docs/protocols.md} is made of them. A new protocol is a new file and a {@link
 * dev.figleaf.proxy.wire.WireTable} of it.
 */
@NullMarked
package dev.figleaf.proxy.wire;

import org.jspecify.annotations.NullMarked;
