package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import io.vertx.core.http.HttpMethod;

/**
 * The head of a request as an upstream gets it.
 *
 * @param host what HTTP/1.1 calls Host and HTTP/2 {@code :authority}; not among the headers
 * @param chunked whether a body follows whose length the headers do not tell
 * @param upgrade whether it asks for another protocol, so that a 101 is an answer to it
 */
record RequestHead(
    HttpMethod method,
    String uri,
    CharSequence host,
    HeaderList headers,
    boolean chunked,
    boolean upgrade) {}
