/** Tests of what reads messages of HTTP/1. */
@org.jspecify.annotations.NullMarked
package dev.figleaf.proxy.http;
