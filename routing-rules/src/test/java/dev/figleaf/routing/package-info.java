@NullMarked
package dev.figleaf.routing;

import org.jspecify.annotations.NullMarked;
