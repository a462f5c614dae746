package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.ReportJson;
import dev.figleaf.proxy.shadow.report.Spans;
import dev.figleaf.proxy.store.AcceptanceRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What operators decide about differences and candidates. */
final class ShadowDecisions {
  private static final int LONGEST_NAME = 100;

  private final ShadowSources sources;
  private final Blocking blocking;

  ShadowDecisions(ShadowSources sources, Blocking blocking) {
    this.sources = sources;
    this.blocking = blocking;
  }

  /** {@code {"because":…,"until":"2w","by":…}}. */
  void accept(RoutingContext context) {
    Body.read(
        context,
        body -> {
          String id = ShadowResource.named(context, "id");
          String because = text(body, "because", Reports.LONGEST_REASON, null);
          String by = text(body, "by", LONGEST_NAME, "operator");
          Instant until = until(body);
          blocking.run(
              context,
              () -> accept(id, because, by, until),
              row -> send(context, 201, ReportJson.acceptance(row)));
        });
  }

  private AcceptanceRow accept(String id, String because, String by, Instant until) {
    return sources
        .reports()
        .accept(id, because, by, until)
        .orElseThrow(() -> ShadowResource.unknownDifference(id));
  }

  private Instant until(JsonObject body) {
    String text =
        body.containsKey("for") ? text(body, "for", 30, null) : text(body, "until", 30, null);
    try {
      return Spans.until(text, sources.clock().instant());
    } catch (IllegalArgumentException e) {
      throw Refusal.badParameter("until: " + e.getMessage());
    }
  }

  void revoke(RoutingContext context) {
    String id = ShadowResource.named(context, "id");
    blocking.run(
        context,
        () -> sources.reports().revoke(id),
        was -> {
          if (was) {
            Answer.guard(context.response());
            context.response().setStatusCode(204).end();
          } else {
            new Refusal(404, "unknown-difference", "Nothing was accepted of " + id + ".")
                .send(context);
          }
        });
  }

  /** {@code {"because":…}}. */
  void restart(RoutingContext context) {
    Body.read(
        context,
        body -> {
          String subject = ShadowResource.named(context, "subject");
          String because = text(body, "because", Reports.LONGEST_REASON, null);
          blocking.run(
              context,
              () -> {
                if (!sources.restart().test(subject, because)) {
                  throw ShadowResource.unknown(subject);
                }
                return subject;
              },
              name ->
                  send(
                      context,
                      200,
                      new JsonObject()
                          .put("subject", name)
                          .put("because", because)
                          .encodePrettily()));
        });
  }

  private static String text(JsonObject body, String name, int longest, @Nullable String absent) {
    if (!body.containsKey(name) && absent != null) {
      return absent;
    }
    if (!(body.getValue(name) instanceof String text) || text.isBlank()) {
      throw Refusal.badParameter(name + " is missing");
    }
    if (text.length() > longest) {
      throw Refusal.badParameter(name + " is longer than " + longest + " characters");
    }
    return text.strip();
  }

  private static void send(RoutingContext context, int status, String json) {
    Answer.send(context.request(), status, Answer.JSON, Buffer.buffer(json));
  }
}
