@NullMarked
package dev.figleaf.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
