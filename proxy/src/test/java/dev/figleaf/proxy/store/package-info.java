/** What is kept, on both databases, and what happens when they are not to be had. */
@NullMarked
package dev.figleaf.proxy.store;

import org.jspecify.annotations.NullMarked;
