package dev.figleaf.proxy.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scrape, read strictly: the text format of Prometheus, version 0.0.4.
 *
 * @param types the type of each family
 * @param samples the value of each series, as {@code name{label="value",…}}
 * @param labels the names of the labels of each family
 */
record Scrape(
    Map<String, String> types, Map<String, Double> samples, Map<String, Set<String>> labels) {
  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)");
  private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .+");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\"\\\\n])*)\"");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:%s,?)*)})? (\\S+)".formatted(LABEL.pattern()));

  /** Fails on a line that is no comment and no sample of a family with HELP and TYPE before it. */
  static Scrape parse(String text) {
    var scrape = new Scrape(new TreeMap<>(), new LinkedHashMap<>(), new TreeMap<>());
    var helped = new TreeSet<String>();
    for (var line : text.split("\n")) {
      if (line.startsWith("# HELP ")) {
        require(helped.add(matched(HELP, line).group(1)), "second HELP", line);
      } else if (line.startsWith("# TYPE ")) {
        var type = matched(TYPE, line);
        require(helped.contains(type.group(1)), "TYPE without HELP", line);
        require(scrape.types.put(type.group(1), type.group(2)) == null, "second TYPE", line);
      } else {
        scrape.sample(matched(SAMPLE, line), line);
      }
    }
    return scrape;
  }

  /** The value of a series, 0 when it is not there. */
  double value(String series) {
    return samples.getOrDefault(series, 0.0);
  }

  /** The sum over all series of a name. */
  double sum(String name) {
    return samples.entrySet().stream()
        .filter(it -> it.getKey().equals(name) || it.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private void sample(Matcher sample, String line) {
    var family = family(sample.group(1));
    require(types.containsKey(family), "no TYPE for", line);
    var names = labels.computeIfAbsent(family, _ -> new TreeSet<>());
    var label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
    while (label.find()) {
      if (!label.group(1).equals("le")) {
        names.add(label.group(1));
      }
    }
    var series = line.substring(0, line.lastIndexOf(' '));
    var value = Double.parseDouble(sample.group(sample.groupCount()).replace("+Inf", "Infinity"));
    require(samples.put(series, value) == null, "second sample", line);
  }

  private String family(String name) {
    if (types.containsKey(name)) {
      return name;
    }
    return name.replaceAll("_(bucket|count|sum)$", "");
  }

  private static Matcher matched(Pattern pattern, String line) {
    var matcher = pattern.matcher(line);
    require(matcher.matches(), "not understood", line);
    return matcher;
  }

  private static void require(boolean holds, String what, String line) {
    if (!holds) {
      throw new AssertionError(what + ": " + line);
    }
  }
}
