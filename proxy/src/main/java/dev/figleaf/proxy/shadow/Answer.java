package dev.figleaf.proxy.shadow;

import java.time.Duration;
import java.util.List;

/**
 * What one side answered, as far as comparing needs it.
 *
 * @param duration from the request to the end of the answer
 */
public record Answer(int status, List<HeaderField> headers, CapturedBody body, Duration duration) {
  public Answer {
    headers = List.copyOf(headers);
  }
}
