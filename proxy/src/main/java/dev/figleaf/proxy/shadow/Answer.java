package dev.figleaf.proxy.shadow;

import java.time.Duration;
import java.util.List;

/**
 * What one side answered, as far as comparing needs it; nobody changes what it holds.
 *
 * @param duration from the request to the end of the answer
 */
public record Answer(int status, List<HeaderField> headers, CapturedBody body, Duration duration) {}
