package dev.figleaf.proxy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.traffic.Recording;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.RuleTexts;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What other rules would do to the requests that are remembered, and these themselves. */
final class TrafficResource {
  private static final int LINES_AT_ONCE = 256;
  private static final int MOST_FILES = 1_000;

  private final RuleDiffs diffs;
  private final TrafficSources sources;
  private final Blocking blocking;

  TrafficResource(Supplier<Snapshot> live, TrafficSources sources, Blocking blocking) {
    this.diffs = new RuleDiffs(live, sources);
    this.sources = sources;
    this.blocking = blocking;
  }

  void diff(RoutingContext context) {
    Body.read(
        context,
        body -> {
          Body.onlyKnows(body, Set.of("files", "max_moved"));
          RuleTexts texts = texts(body);
          Percentage most = percentage(Body.text(body, "max_moved"));
          blocking.run(
              context,
              () -> json(diffs.of(texts, most)),
              json -> Answer.send(context.request(), 200, Answer.JSON, json));
        });
  }

  private static RuleTexts texts(JsonObject body) {
    if (!(body.getValue("files") instanceof JsonObject files) || files.size() > MOST_FILES) {
      throw Refusal.badParameter("files is no object of file names and their texts");
    }
    var texts = new TreeMap<String, String>();
    for (String name : files.fieldNames()) {
      if (!(files.getValue(name) instanceof String text)) {
        throw Refusal.badParameter("files is no object of file names and their texts");
      }
      texts.put(name, text);
    }
    return RuleTexts.of(texts);
  }

  private static @Nullable Percentage percentage(@Nullable String text) {
    try {
      return text == null ? null : Percentage.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.badParameter("max_moved: " + e.getMessage());
    }
  }

  private static Buffer json(DiffView view) throws JsonProcessingException {
    return Buffer.buffer(ViewJson.MAPPER.writeValueAsBytes(view));
  }

  /** All descriptors, as they are read by the client: never more of them as text than fits. */
  void recording(RoutingContext context) {
    HttpServerResponse response = context.response();
    Answer.guard(response);
    response.putHeader("Content-Type", "application/x-ndjson").setChunked(true);
    if (context.request().method() == HttpMethod.HEAD) {
      response.end();
      return;
    }
    blocking.run(context, () -> sources.recording().get(), recording -> send(recording, response));
  }

  private static void send(Recording recording, HttpServerResponse response) {
    Iterator<String> lines = recording.lines().iterator();
    response.exceptionHandler(_ -> {});
    response.drainHandler(_ -> more(lines, response));
    more(lines, response);
  }

  private static void more(Iterator<String> lines, HttpServerResponse response) {
    while (!response.closed() && !response.ended() && !response.writeQueueFull()) {
      if (!lines.hasNext()) {
        response.end();
        return;
      }
      var some = Buffer.buffer();
      for (int i = 0; i < LINES_AT_ONCE && lines.hasNext(); i++) {
        some.appendString(lines.next()).appendString("\n");
      }
      response.write(some);
    }
  }
}
