@NullMarked
package dev.figleaf.proxy.traffic;

import org.jspecify.annotations.NullMarked;
