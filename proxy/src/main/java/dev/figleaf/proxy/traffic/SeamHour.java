package dev.figleaf.proxy.traffic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An hour of a seam in points of ten seconds: 14 KiB.
 *
 * <p>One thread writes; any may read, and never sees a point half written: the ring has one place
 * more than is ever read.
 */
final class SeamHour {
  private static final int POINTS = 360;
  private static final int PLACES = POINTS + 1;
  private static final int FIGURES = 8;

  private final long[] ends = new long[PLACES];
  private final float[] figures = new float[PLACES * FIGURES];
  private volatile long written;

  void add(Instant end, double weight, SeamSum sum, double seconds) {
    int place = (int) (written % PLACES);
    ends[place] = end.toEpochMilli();
    int at = place * FIGURES;
    figures[at] = (float) weight;
    figures[at + 1] = (float) sum.observed();
    figures[at + 2] = (float) (sum.fromRequests / seconds);
    figures[at + 3] = (float) (sum.toRequests / seconds);
    figures[at + 4] = (float) sum.fromErrorShare();
    figures[at + 5] = (float) sum.toErrorShare();
    figures[at + 6] = (float) Steps.quantile(sum.fromSteps, 0.95);
    figures[at + 7] = (float) Steps.quantile(sum.toSteps, 0.95);
    written = written + 1;
  }

  /** The oldest first. */
  List<SeamPoint> points() {
    long end = written;
    var points = new ArrayList<SeamPoint>();
    for (long i = Math.max(0, end - POINTS); i < end; i++) {
      points.add(point((int) (i % PLACES)));
    }
    return List.copyOf(points);
  }

  private SeamPoint point(int place) {
    int at = place * FIGURES;
    return new SeamPoint(
        Instant.ofEpochMilli(ends[place]),
        exact(figures[at]),
        exact(figures[at + 1]),
        exact(figures[at + 2]),
        exact(figures[at + 3]),
        exact(figures[at + 4]),
        exact(figures[at + 5]),
        exact(figures[at + 6]),
        exact(figures[at + 7]));
  }

  // 0.2f is no 0.2 as a double; nobody wants to read the difference.
  private static double exact(float figure) {
    return Double.parseDouble(Float.toString(figure));
  }
}
