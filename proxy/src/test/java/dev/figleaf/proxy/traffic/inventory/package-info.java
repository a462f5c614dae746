@NullMarked
package dev.figleaf.proxy.traffic.inventory;

import org.jspecify.annotations.NullMarked;
