package dev.figleaf.proxy.traffic;

import java.util.List;

/** The figures of seams that operators watch. Never blocks; safe to share. */
public interface LiveFigures {
  /** Of each live seam, by name. A second old at most. */
  List<SeamFigures> now();

  /** The last hour of a seam, the oldest first. Empty for one that there is none of. */
  List<SeamPoint> hour(String seam);
}
