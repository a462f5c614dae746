@NullMarked
package dev.figleaf.proxy.json;

import org.jspecify.annotations.NullMarked;
