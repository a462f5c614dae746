package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.rules.Percentage;

/** What another weight of a seam moves, in a line, before it is live. */
final class Moves {
  private Moves() {}

  /** From what the last minute was like: clients move, requests follow them. */
  static String of(SeamView seam, Percentage weight) {
    String head = seam.name() + ": " + seam.weight() + " -> " + weight;
    if (seam.panicked()) {
      return head + "; a panic holds all on " + seam.from() + " until figleaf calm";
    }
    double share = weight.fraction() - Percentage.parse(seam.weight()).fraction();
    if (share == 0) {
      return head + "; no client moves";
    }
    String toward = share > 0 ? seam.to() : seam.from();
    return head
        + "; "
        + Words.percent(Math.abs(share))
        + " of its clients go to "
        + toward
        + ", with about "
        + Words.rate(Math.abs(share) * seam.perSecond())
        + " of "
        + Words.rate(seam.perSecond())
        + " requests/s";
  }
}
