package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.traffic.LiveFigures;
import dev.figleaf.proxy.traffic.SeamFigures;
import dev.figleaf.proxy.traffic.SeamPoint;
import java.time.Instant;
import java.util.List;

/** A seam that does well on one side and that nobody has asked on the other. */
final class FakeFigures implements LiveFigures {
  @Override
  public List<SeamFigures> now() {
    var from = new SeamFigures.Side("monolith", 8, 0.25, new SeamFigures.Latency(1.5, 20, 40));
    var to = new SeamFigures.Side("catalog", 0, Double.NaN, null);
    return List.of(new SeamFigures("catalog", 8, 0.2, 3, from, to));
  }

  @Override
  public List<SeamPoint> hour(String seam) {
    Instant at = Instant.parse("2026-01-02T03:04:10Z");
    double none = Double.NaN;
    return List.of(new SeamPoint(at, 0.2, none, 8, 0, 0.25, none, 20, none));
  }
}
