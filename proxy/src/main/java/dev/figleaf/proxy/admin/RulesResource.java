package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.control.RuleService.Rejection;
import dev.figleaf.proxy.control.Snapshot;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live rules. The document is made once for each revision and each refused rule set.
 *
 * <p>Its ETag is {@code "revision-since"}, and the time of the refusal where there is one: the
 * revision alone begins again at 1 with each process.
 */
final class RulesResource {
  private final Supplier<Snapshot> live;
  private final Supplier<Optional<Rejection>> rejection;
  private final @Nullable RuleFilesResource past;
  private @Nullable Made made;

  private record Made(String etag, Buffer document) {}

  /**
   * Shows the live rules.
   *
   * @param past shows those of other times; null where there is no history
   */
  RulesResource(
      Supplier<Snapshot> live,
      Supplier<Optional<Rejection>> rejection,
      @Nullable RuleFilesResource past) {
    this.live = live;
    this.rejection = rejection;
    this.past = past;
  }

  void show(RoutingContext context) {
    if (past != null && PastRules.isAsked(context.request())) {
      past.show(context);
    } else {
      showLive(context);
    }
  }

  private void showLive(RoutingContext context) {
    Made now = current();
    context.response().putHeader(HttpHeaderNames.ETAG, now.etag());
    context.response().putHeader(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    if (knows(context.request(), now.etag())) {
      Answer.guard(context.response());
      context.response().setStatusCode(304).end();
    } else {
      Answer.send(context.request(), 200, Answer.JSON, now.document());
    }
  }

  private Made current() {
    Snapshot snapshot = live.get();
    Optional<Rejection> refused = rejection.get();
    String etag = etag(snapshot, refused);
    Made last = made;
    if (last == null || !last.etag().equals(etag)) {
      last = new Made(etag, RulesDocument.of(snapshot, refused).toBuffer());
      made = last;
    }
    return last;
  }

  private static String etag(Snapshot snapshot, Optional<Rejection> refused) {
    String since = Long.toString(snapshot.since().toEpochMilli(), Character.MAX_RADIX);
    String refusal =
        refused
            .map(it -> "-" + Long.toString(it.at().toEpochMilli(), Character.MAX_RADIX))
            .orElse("");
    return '"' + Long.toString(snapshot.revision()) + "-" + since + refusal + '"';
  }

  /** RFC 9110 §13.1.2: a list or a star, compared weakly. */
  private static boolean knows(HttpServerRequest request, String etag) {
    return request.headers().getAll(HttpHeaderNames.IF_NONE_MATCH).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
  }
}
