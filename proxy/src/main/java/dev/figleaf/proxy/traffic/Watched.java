package dev.figleaf.proxy.traffic;

import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What of requests is of interest under a rule set; compiled once for each. Immutable.
 *
 * @param seams those that have figures, by name
 */
record Watched(RuleSet rules, Map<String, SeamSpec> seams) {
  /** How many seams have figures: each holds 7 KiB a loop, and 14 KiB more. */
  static final int MOST_SEAMS = 1_000;

  private static final Logger LOG = LogManager.getLogger(Watched.class);

  static Watched of(RuleSet rules) {
    var seams = new LinkedHashMap<String, SeamSpec>();
    rules.seams().values().stream().limit(MOST_SEAMS).forEach(seam -> seams.put(seam.name(), seam));
    if (seams.size() < rules.seams().size()) {
      LOG.warn(
          "traffic seams={} without-figures={}",
          rules.seams().size(),
          rules.seams().size() - seams.size());
    }
    return new Watched(rules, seams);
  }
}
