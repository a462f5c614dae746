package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.admin.view.SeamView.SideView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.UpstreamView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One picture of a facade at work, of plain lines that are no wider than the terminal. */
final class TopFrame {
  /** The narrowest that shows what it is about. */
  static final int NARROWEST = 60;

  private static final Duration STALE = Duration.ofSeconds(4);
  private static final int FIGURES = 50;

  private final int width;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  /**
   * What is drawn.
   *
   * @param last the last change that was heard of, or null
   */
  record Seen(
      StatusView status,
      List<SeamView> seams,
      List<UpstreamView> upstreams,
      @Nullable EventView last) {}

  private TopFrame(int width, Instant now) {
    this.width = width;
    this.now = now;
  }

  /**
   * Draws.
   *
   * @param silence how long nothing has been heard
   */
  static List<String> of(Seen seen, Duration silence, int width, Instant now) {
    var frame = new TopFrame(Math.max(NARROWEST, width), now);
    frame.head(seen.status(), silence);
    seen.seams().forEach(frame::seam);
    frame.upstreams(seen.upstreams());
    frame.last(seen.last());
    return frame.lines.stream().map(frame::cut).toList();
  }

  /** What is drawn while nothing was heard yet. */
  static List<String> waiting(String facade) {
    return List.of("waiting for " + facade);
  }

  private String cut(String line) {
    int length = line.codePointCount(0, line.length());
    return length <= width ? line : line.substring(0, line.offsetByCodePoints(0, width - 1)) + "…";
  }

  private void head(StatusView status, Duration silence) {
    lines.add(
        status.readiness()
            + "  revision "
            + status.revision()
            + "  "
            + StatusText.traffic(status.traffic())
            + "  "
            + Words.plain(status.instance()));
    if (silence.compareTo(STALE) >= 0) {
      lines.add("STALE: nothing heard for " + silence.toSeconds() + " s; trying again");
    }
    EventView panic = status.panic();
    if (panic != null) {
      String who = Words.author(panic.by(), panic.because());
      lines.add("PANIC since " + Words.ago(panic.at(), now) + ", " + who);
    }
    if (status.rejected() != null) {
      lines.add("REFUSED: the rule files have errors; see figleaf status");
    }
    if (status.rollback() != null) {
      lines.add("ROLLED BACK to revision " + status.rollback());
    }
    lines.add("");
  }

  private void seam(SeamView seam) {
    String written = seam.override() == null ? "" : " (override; file says " + seam.written() + ")";
    lines.add(
        seam.name()
            + "  weight "
            + seam.weight()
            + written
            + "  seen "
            + Words.percent(seam.observed())
            + "  "
            + Words.rate(seam.perSecond())
            + "/s  rescued "
            + seam.rescued());
    double observed = seam.observed() == null ? 0 : seam.observed();
    lines.add(side(seam.toSide(), observed));
    lines.add(side(seam.fromSide(), seam.observed() == null ? 0 : 1 - observed));
    lines.add("");
  }

  private String side(SideView side, double share) {
    return String.format(
        Locale.ROOT,
        "  %-14.14s %s %8s/s %6s err %7s ms",
        side.upstream(),
        bar(share),
        Words.rate(side.perSecond()),
        Words.percent(side.errors()),
        Words.millis(side.p95()));
  }

  private String bar(double share) {
    int cells = Math.max(10, width - FIGURES);
    int full = (int) Math.round(Math.clamp(share, 0, 1) * cells);
    return "█".repeat(full) + "░".repeat(cells - full);
  }

  private void upstreams(List<UpstreamView> upstreams) {
    var table = new Columns("upstream", "breaker", ">in flight", ">waiting", "endpoints");
    for (UpstreamView one : upstreams) {
      table.row(
          one.name(),
          one.breaker().state().replace('_', ' '),
          UpstreamText.inFlight(one.bulkhead()),
          Long.toString(one.bulkhead().waiting()),
          UpstreamText.endpoints(one));
    }
    lines.addAll(table.lines());
  }

  private void last(@Nullable EventView last) {
    if (last != null) {
      lines.add("");
      lines.add(
          "revision "
              + last.revision()
              + ", "
              + Words.ago(last.at(), now)
              + ", by "
              + Words.plain(last.by())
              + ": "
              + HistoryText.what(last));
    }
  }
}
