package dev.figleaf.proxy.admin;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What stands in the query of a request, read and bounded. */
final class Parameters {
  private Parameters() {}

  /** A whole number from {@code least} to {@code most}. */
  static long number(RoutingContext context, String name, long absent, long least, long most) {
    String text = context.request().getParam(name);
    if (text == null) {
      return absent;
    }
    return parsed(text)
        .filter(number -> number >= least && number <= most)
        .orElseThrow(
            () ->
                Refusal.badParameter(
                    name
                        + " is a whole number of at least "
                        + least
                        + (most == Long.MAX_VALUE ? "" : " and at most " + most)));
  }

  /** A number without a sign; empty where it is none. */
  static Optional<Long> parsed(String text) {
    try {
      return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
