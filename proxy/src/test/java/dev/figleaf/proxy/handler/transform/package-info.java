/** Tests of what changes messages at the boundary of an upstream. */
@NullMarked
package dev.figleaf.proxy.handler.transform;

import org.jspecify.annotations.NullMarked;
