package dev.figleaf.proxy.traffic;

import java.time.Instant;

/**
 * How a seam did within ten seconds that end here, for a plot; NaN where nothing was seen.
 *
 * @param weight what was live then, from 0 to 1
 */
public record SeamPoint(
    Instant at,
    double weight,
    double observed,
    double fromPerSecond,
    double toPerSecond,
    double fromErrors,
    double toErrors,
    double fromP95,
    double toP95) {}
