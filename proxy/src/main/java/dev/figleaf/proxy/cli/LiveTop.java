package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.cli.Following.Next;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows a facade and keeps what was seen last; begins anew when it loses it, every two seconds.
 *
 * <p>Followed on one thread, read on another.
 */
final class LiveTop {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_SECONDS = 2;

  private final AskedFacade facade;
  private volatile @Nullable Heard heard;
  private @Nullable EventView last;

  /** What was seen, and when by {@link System#nanoTime}. */
  record Heard(TopFrame.Seen seen, long nanos) {}

  LiveTop(AskedFacade facade) {
    this.facade = facade;
  }

  /** What was seen last; empty where nothing was yet. */
  Optional<Heard> heard() {
    return Optional.ofNullable(heard);
  }

  /** Sees how it stands now, and how it came to be. */
  TopFrame.Seen look() {
    JsonNode newest = facade.json("/api/history?most=1").path("events").path(0);
    last = newest.isMissingNode() ? null : AskedFacade.view(newest, EventView.class);
    return seen(facade.json("/api/seams").path("seams"));
  }

  private TopFrame.Seen seen(JsonNode seams) {
    JsonNode upstreams = facade.json("/api/upstreams").path("upstreams");
    StatusView status = AskedFacade.view(facade.json("/api/status"), StatusView.class);
    List<SeamView> all = Listed.all(seams, SeamView.class);
    var seen = new TopFrame.Seen(status, all, Listed.all(upstreams, UpstreamView.class), last);
    heard = new Heard(seen, System.nanoTime());
    return seen;
  }

  /** Follows until its thread is interrupted. */
  void follow() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        followOnce();
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void followOnce() throws InterruptedException {
    try (var lines = new Following(facade.lines("/api/events", "text/event-stream"))) {
      look();
      var events = new ServerSent();
      while (lines.next(PATIENCE).orElse(null) instanceof Next.Line(String line)) {
        events.line(line).ifPresent(this::take);
      }
    } catch (ReportFailure _) {
      // What is drawn says for how long nothing was heard.
    }
  }

  private void take(ServerSent.Event event) {
    JsonNode data = AskedFacade.tree(event.data());
    switch (event.name()) {
      case "figures" -> seen(data.path("seams"));
      case "change" -> last = AskedFacade.view(data, EventView.class);
      default -> {}
    }
  }
}
