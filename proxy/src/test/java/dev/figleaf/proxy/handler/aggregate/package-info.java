/** Tests of what compositions are made of. */
@NullMarked
package dev.figleaf.proxy.handler.aggregate;

import org.jspecify.annotations.NullMarked;
