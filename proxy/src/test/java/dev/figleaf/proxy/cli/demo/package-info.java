/** What the demo counts and draws. */
@NullMarked
package dev.figleaf.proxy.cli.demo;

import org.jspecify.annotations.NullMarked;
