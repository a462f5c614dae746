@NullMarked
package dev.figleaf.proxy.shadow;

import org.jspecify.annotations.NullMarked;
