package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Report.Point;
import dev.figleaf.proxy.shadow.Report.Times;
import dev.figleaf.proxy.shadow.Sentences;
import dev.figleaf.proxy.shadow.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Drawings of a report: what is known of a rate, and how latency went. */
final class HtmlPlots {
  private static final double LEAST = 1e-5;
  private static final double DECADES = 5;
  private static final int WIDTH = 600;
  private static final int HEIGHT = 160;

  private HtmlPlots() {}

  /** A rate on a logarithmic scale, from 0.001% to 100%: its bounds, what was seen, the budget. */
  static String bar(Verdict.Criterion one) {
    String words =
        one.name()
            + ": seen "
            + Words.seen(one.seen())
            + ", surely between "
            + Words.between(one)
            + ", allowed "
            + Words.budget(one);
    double lower = place(one.lower());
    return "<div class=\"bar\" role=\"img\" aria-label=\""
        + Escaped.xml(words)
        + "\"><span class=\"allowed\" style=\"width:"
        + figure(place(one.budget()))
        + "%\"></span><span class=\"between\" style=\"left:"
        + figure(lower)
        + "%;width:"
        + figure(Math.max(0.5, place(one.upper()) - lower))
        + "%\"></span><span class=\"seen\" style=\"left:"
        + figure(place(one.seen().share()))
        + "%\"></span><span class=\"budget\" style=\"left:"
        + figure(place(one.budget()))
        + "%\"></span></div>\n";
  }

  /** What the scale of the bars means. */
  static String scale() {
    return "<div class=\"scale\" aria-hidden=\"true\"><div><span>0.001%</span><span>0.01%</span>"
        + "<span>0.1%</span><span>1%</span><span>10%</span><span>100%</span></div></div>\n";
  }

  private static double place(double share) {
    return share <= LEAST ? 0 : Math.min(100, 100 * (Math.log10(share) + DECADES) / DECADES);
  }

  /** One percentile of both sides over time. */
  static String latency(Report report, String name, Function<Times, Duration> percentile) {
    List<Point> points = report.series();
    double most =
        points.stream()
            .flatMap(point -> List.of(point.control(), point.candidate()).stream())
            .mapToDouble(times -> percentile.apply(times).toNanos())
            .max()
            .orElse(0);
    Duration top = Duration.ofNanos((long) Math.max(1_000, most * 1.1));
    var html = new StringBuilder("<figure class=\"plot\"><figcaption>" + name + "</figcaption>");
    html.append("<div class=\"axis\" aria-hidden=\"true\"><span>")
        .append(Sentences.time(top))
        .append("</span><span>")
        .append(Sentences.time(top.dividedBy(2)))
        .append("</span><span>0</span></div>");
    html.append("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" preserveAspectRatio=\"none\"")
        .append(" role=\"img\" aria-label=\"")
        .append(
            Escaped.xml(
                name
                    + " over time, control "
                    + Sentences.time(percentile.apply(report.total().control()))
                    + ", candidate "
                    + Sentences.time(percentile.apply(report.total().candidate()))))
        .append("\"><path class=\"grid\" d=\"M0 1H600M0 80H600M0 159H600\"/>");
    line(html, "control", points, point -> percentile.apply(point.control()), top);
    line(html, "candidate", points, point -> percentile.apply(point.candidate()), top);
    html.append("</svg><div class=\"times\" aria-hidden=\"true\"><span>")
        .append(points.isEmpty() ? "" : Words.minute(points.getFirst().at()))
        .append("</span><span>")
        .append(points.size() < 2 ? "" : Words.minute(points.getLast().at()))
        .append("</span></div></figure>\n");
    return html.toString();
  }

  private static void line(
      StringBuilder html,
      String side,
      List<Point> points,
      Function<Point, Duration> value,
      Duration top) {
    if (points.isEmpty()) {
      return;
    }
    long from = points.getFirst().at().toEpochMilli();
    long span = Math.max(1, points.getLast().at().toEpochMilli() - from);
    html.append("<path class=\"").append(side).append("\" d=\"");
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      double x =
          points.size() == 1
              ? WIDTH / 2.0
              : (double) WIDTH * (point.at().toEpochMilli() - from) / span;
      double y = HEIGHT * (1 - (double) value.apply(point).toNanos() / top.toNanos());
      html.append(i == 0 ? 'M' : 'L').append(figure(x)).append(' ').append(figure(y));
    }
    // A line without a length shows the one point there is as a dot.
    html.append(points.size() == 1 ? "h0.01\"/>" : "\"/>");
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
