/**
 * The process: wiring, its configuration, and the command line.
 *
 * <p>{@link dev.figleaf.proxy.Facade} puts the parts together and takes them apart again in order;
 * {@link dev.figleaf.proxy.edge.EdgeVerticle} is where a request enters.
 */
@NullMarked
package dev.figleaf.proxy;

import org.jspecify.annotations.NullMarked;
