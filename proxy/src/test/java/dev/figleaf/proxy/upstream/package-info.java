@NullMarked
package dev.figleaf.proxy.upstream;

import org.jspecify.annotations.NullMarked;
