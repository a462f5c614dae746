package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.ClientFacts;
import dev.figleaf.proxy.upstream.Loop;

/**
 * The request that is copied, as it was served. Confined to its loop.
 *
 * @param target path and query, as the serving side got them
 */
record Served(Loop loop, ClientStream client, String target, ClientFacts facts, Outcome outcome) {}
