/**
 * The demo: both samples, a facade in front of them, clients that use it, and a screen that shows
 * where their requests go.
 */
@NullMarked
package dev.figleaf.proxy.cli.demo;

import org.jspecify.annotations.NullMarked;
