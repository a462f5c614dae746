package dev.figleaf.proxy.shadow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was served and copied, as far as comparing needs to know it.
 *
 * @param path normalised, as rules match it
 * @param target path and query as the side that served it got them
 * @param headers as the client sent them
 * @param body of the request, whole
 * @param safe whether it may be asked again (RFC 9110 §9.2.1)
 * @param cohortKey who the client is to the seam, hashed; null where nobody is known
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record ShadowedRequest(
    String method,
    String path,
    String target,
    List<HeaderField> headers,
    byte[] body,
    boolean safe,
    @Nullable Long cohortKey,
    String requestId) {}
