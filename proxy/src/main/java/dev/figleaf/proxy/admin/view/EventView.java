package dev.figleaf.proxy.admin.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of the history.
 *
 * @param kind {@code files-accepted}, {@code files-rejected}, {@code override-set}, {@code
 *     override-lifted}, {@code override-expired}, {@code rolled-back}, {@code panicked} or {@code
 *     calmed}
 * @param summary what it did, in one line
 * @param seam the seam that it is about, or null
 * @param details a line each: what changed in the rules, or the problems of those refused
 * @param live whether what is live now came with it
 */
public record EventView(
    long revision,
    Instant at,
    String replica,
    String by,
    String from,
    @Nullable String because,
    @Nullable String commit,
    String kind,
    String summary,
    @Nullable String seam,
    List<String> details,
    boolean live) {}
