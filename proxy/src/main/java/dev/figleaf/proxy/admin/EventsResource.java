package dev.figleaf.proxy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.figleaf.proxy.admin.view.FiguresView;
import dev.figleaf.proxy.admin.view.HelloView;
import dev.figleaf.proxy.admin.view.ViewJson;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What happens, as it happens, as server-sent events (HTML §9.2): {@code hello} at first, {@code
 * change} for each event of the history, {@code figures} each second.
 *
 * <p>Figures are made once for all who listen, and only while somebody does. Confined to the admin
 * event loop.
 */
final class EventsResource {
  static final String TYPE = "text/event-stream";

  /** How many may listen at once. */
  static final int MOST = 32;

  private static final Logger LOG = LogManager.getLogger(EventsResource.class);
  private static final long EACH_MILLIS = 1_000;
  // A browser comes back by itself; meanwhile its token may be one no more.
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Vertx vertx;
  private final LiveDesk desk;
  private final DeskSources sources;
  private final Blocking blocking;
  private final Set<OpenAnswer> open = new LinkedHashSet<>();
  private @Nullable AutoCloseable changes;
  private long timer;
  private boolean counting;

  EventsResource(Vertx vertx, LiveDesk desk, DeskSources sources, Blocking blocking) {
    this.vertx = vertx;
    this.desk = desk;
    this.sources = sources;
    this.blocking = blocking;
  }

  void listen(RoutingContext context) {
    if (context.request().method() == HttpMethod.HEAD) {
      Answer.send(context.request(), 200, TYPE, Buffer.buffer());
    } else if (open.size() >= MOST) {
      new Refusal(503, "busy", MOST + " listen already.").send(context);
    } else {
      begin(context);
    }
  }

  private void begin(RoutingContext context) {
    OpenAnswer answer = OpenAnswer.begin(vertx, context, TYPE, LONGEST, _ -> ":\n\n");
    answer.from(() -> left(answer));
    open.add(answer);
    answer.write(
        "retry: 2000\n" + event("hello", new HelloView(desk.revision(), sources.instance())));
    if (open.size() == 1) {
      start();
    }
  }

  private void start() {
    Context loop = vertx.getOrCreateContext();
    changes =
        sources
            .operations()
            .listen(
                event -> {
                  String text = event("change", desk.events().fresh(event));
                  OnLoop.run(loop, () -> tell(text));
                });
    timer = vertx.setPeriodic(0, EACH_MILLIS, _ -> count());
  }

  private void left(OpenAnswer answer) throws Exception {
    open.remove(answer);
    if (open.isEmpty() && changes != null) {
      vertx.cancelTimer(timer);
      AutoCloseable last = changes;
      changes = null;
      last.close();
    }
  }

  /** One after the other: figures that take longer than a second are told less often. */
  private void count() {
    if (counting) {
      return;
    }
    counting = true;
    blocking.run(
        () -> event("figures", new FiguresView(desk.revision(), desk.seams())),
        text -> {
          counting = false;
          tell(text);
        },
        failure -> {
          counting = false;
          LOG.debug("figures could not be made", failure);
        });
  }

  private void tell(String text) {
    Set.copyOf(open).forEach(answer -> answer.write(text));
  }

  private static String event(String name, Object view) {
    try {
      return "event: " + name + "\ndata: " + ViewJson.MAPPER.writeValueAsString(view) + "\n\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a view that is no JSON", e);
    }
  }
}
