package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.shadow.report.Spans;
import dev.figleaf.rules.Percentage;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What operators do to what is live. Each change is an event of the history. */
final class ChangesResource {
  /** Says where an event waits that is live and that the store does not have yet. */
  static final String KEPT = "Figleaf-Kept";

  private static final Set<String> WHY = Set.of("because", "by");
  private static final int LONGEST_WORD = 40;
  private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})(-[0-9a-z-]*)?\"");

  private final RuleOperations operations;
  private final LiveDesk desk;
  private final Blocking blocking;

  ChangesResource(RuleOperations operations, LiveDesk desk, Blocking blocking) {
    this.operations = operations;
    this.desk = desk;
    this.blocking = blocking;
  }

  /** {@code {"weight":"0%","for":"1h","because":…,"by":…}}. */
  void override(RoutingContext context) {
    Body.read(
        context,
        body -> {
          Body.onlyKnows(body, Set.of("weight", "for", "because", "by"));
          Percentage weight = weight(body);
          Duration span = span(body);
          Author author = author(context, body);
          Long expected = expected(context);
          String seam = DeskResource.named(context, "seam");
          change(context, () -> operations.override(author, seam, weight, span, expected));
        });
  }

  void lift(RoutingContext context) {
    Body.orQuery(
        context,
        body -> {
          Author author = why(context, body);
          Long expected = expected(context);
          String seam = DeskResource.named(context, "seam");
          change(context, () -> operations.lift(author, seam, expected));
        });
  }

  /** {@code {"because":…,"by":…}}, or nothing: in a hurry nobody has to explain. */
  void panic(RoutingContext context) {
    Body.orQuery(
        context,
        body -> {
          Author author = why(context, body);
          change(context, () -> operations.panic(author));
        });
  }

  void calm(RoutingContext context) {
    Body.orQuery(
        context,
        body -> {
          Author author = why(context, body);
          change(context, () -> operations.calm(author));
        });
  }

  /** {@code {"to":7,"because":…,"by":…}}. */
  void rollback(RoutingContext context) {
    Body.read(
        context,
        body -> {
          Body.onlyKnows(body, Set.of("to", "because", "by"));
          long to = revision(body);
          Author author = author(context, body);
          Long expected = expected(context);
          change(context, () -> operations.rollback(author, to, expected));
        });
  }

  private static Author why(RoutingContext context, JsonObject body) {
    Body.onlyKnows(body, WHY);
    return author(context, body);
  }

  static Author author(RoutingContext context, JsonObject body) {
    Caller caller = Caller.of(context);
    String by = caller.by(Body.text(body, "by", Author.LONGEST_NAME));
    if (by.length() > Author.LONGEST_NAME) {
      throw Refusal.badParameter("by is too long beside the name of the token");
    }
    return new Author(by, caller.from(), Body.text(body, "because", Author.LONGEST_REASON));
  }

  private static Percentage weight(JsonObject body) {
    try {
      return Percentage.parse(Body.required(body, "weight", LONGEST_WORD));
    } catch (IllegalArgumentException e) {
      throw Refusal.badParameter("weight: " + e.getMessage());
    }
  }

  private static @Nullable Duration span(JsonObject body) {
    String text = Body.text(body, "for", LONGEST_WORD);
    try {
      return text == null ? null : Spans.duration(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.badParameter("for: " + e.getMessage());
    }
  }

  private static long revision(JsonObject body) {
    Object to = body.getValue("to");
    if (to instanceof Integer || to instanceof Long) {
      return ((Number) to).longValue();
    }
    throw Refusal.badParameter("to is the number of a revision");
  }

  /** The revision that the operator looked at (RFC 9110 §13.1.1); null where any will do. */
  static @Nullable Long expected(RoutingContext context) {
    List<String> tags = context.request().headers().getAll(HttpHeaderNames.IF_MATCH);
    if (tags.isEmpty() || tags.equals(List.of("*"))) {
      return null;
    }
    Matcher tag = TAG.matcher(tags.getFirst().strip());
    if (tags.size() > 1 || !tag.matches()) {
      throw Refusal.badParameter("If-Match is one ETag of an answer from here");
    }
    return Long.valueOf(tag.group(1));
  }

  private void change(RoutingContext context, Callable<Changed> doing) {
    blocking.run(
        context,
        () ->
            switch (doing.call()) {
              case Changed.Done done -> done;
              case Changed.Conflict(long revision) -> throw conflict(revision);
              case Changed.Refused(String code, String message) ->
                  throw new Refusal(422, code, message);
            },
        done -> {
          DeskResource.tag(context, done.event().revision());
          context.response().putHeader(KEPT, done.kept() ? "store" : "disk");
          Answer.view(context, desk.events().fresh(done.event()));
        });
  }

  private static Refusal conflict(long revision) {
    return new Refusal(
        412,
        "revision-changed",
        "Revision " + revision + " is live, another than If-Match names. Nothing was done.");
  }
}
