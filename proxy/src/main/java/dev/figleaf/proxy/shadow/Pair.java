package dev.figleaf.proxy.shadow;

/**
 * What both sides answered to one request.
 *
 * @param again asks them again
 */
public record Pair(
    Subject subject, ShadowedRequest request, Reply control, Reply candidate, Asking again) {}
