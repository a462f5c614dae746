@NullMarked
package dev.figleaf.proxy.admin;

import org.jspecify.annotations.NullMarked;
