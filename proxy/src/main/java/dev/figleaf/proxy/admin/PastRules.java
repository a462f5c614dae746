package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.proxy.history.RuleEvent;
import dev.figleaf.routing.Loaded;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What was live at a revision or at a time; all of it may block. */
final class PastRules {
  private final RuleOperations operations;

  PastRules(RuleOperations operations) {
    this.operations = operations;
  }

  /** Whether a request asks for another time than now: {@code ?revision=7} or {@code ?at=…}. */
  static boolean isAsked(HttpServerRequest request) {
    return request.getParam("revision") != null || request.getParam("at") != null;
  }

  /**
   * Finds what a request asks for.
   *
   * @return to be called where it may block
   */
  Supplier<LiveState> asked(HttpServerRequest request) {
    String revision = request.getParam("revision");
    String at = request.getParam("at");
    if (revision != null && at != null) {
      throw Refusal.badParameter("revision and at are two ways to say it; leave out one");
    }
    return revision == null ? at(at) : () -> of(revision);
  }

  /** At an instant; null for now. */
  Supplier<LiveState> at(@Nullable String text) {
    if (text == null) {
      return operations::state;
    }
    try {
      Instant time = Instant.parse(text);
      return () ->
          operations
              .at(time)
              .orElseThrow(
                  () ->
                      new Refusal(
                          404, "before-history", "The history begins later than " + time + "."));
    } catch (DateTimeParseException _) {
      throw Refusal.badParameter("at is an instant such as 2026-12-01T09:00:00Z");
    }
  }

  private LiveState of(String revision) {
    Optional<LiveState> found = Parameters.parsed(revision).flatMap(operations::at);
    return found.orElseThrow(() -> DeskResource.unknownRevision(revision));
  }

  /** Its rules. */
  Loaded.Ok rules(LiveState state) {
    return operations
        .rules(state)
        .orElseThrow(
            () ->
                new Refusal(
                    404,
                    "files-gone",
                    "The files of revision " + state.revision() + " are not kept any more."));
  }

  /** Since when it was live. */
  Instant since(LiveState state) {
    return operations.event(state.revision()).map(RuleEvent::at).orElse(Instant.EPOCH);
  }
}
