package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;

/** The head of an upstream's final response, or of the 101 that ends HTTP on a connection. */
record UpstreamResponse(HttpVersion version, int status, String reason, HttpHeaders headers) {}
