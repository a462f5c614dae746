/** Tests of what is kept, and of what may be done with it. */
@org.jspecify.annotations.NullMarked
package dev.figleaf.proxy.cache;
