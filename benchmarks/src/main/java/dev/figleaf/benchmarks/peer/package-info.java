/** The proxies that are measured, each as a plain keep-alive reverse proxy on one core. */
@NullMarked
package dev.figleaf.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
