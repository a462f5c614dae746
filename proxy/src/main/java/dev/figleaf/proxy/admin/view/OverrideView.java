package dev.figleaf.proxy.admin.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An override that holds.
 *
 * @param weight such as {@code 5%}
 * @param written what the file says
 */
public record OverrideView(
    String seam,
    String weight,
    @Nullable String written,
    Instant since,
    @Nullable Instant until,
    String by,
    @Nullable String because) {}
