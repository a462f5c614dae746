package dev.figleaf.routing;

import dev.figleaf.rules.Action;
import dev.figleaf.rules.Composition;
import dev.figleaf.rules.EachSpec;
import dev.figleaf.rules.PartSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The plan of a composition in words: what is asked at once, what after what, for how long. */
final class CompositionLines {
  private final Action.Aggregate aggregate;
  private final Composition composition;
  private final Function<String, String> upstreams;

  /**
   * @param upstreams says of a part who is asked
   */
  CompositionLines(
      Action.Aggregate aggregate, List<String> captures, Function<String, String> upstreams) {
    this.aggregate = aggregate;
    this.composition = Composition.of(aggregate, captures);
    this.upstreams = upstreams;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        "put together of %d parts within %s"
            .formatted(aggregate.parts().size(), text(aggregate.timeout())));
    List<List<String>> stages = composition.stages();
    for (int i = 0; i < stages.size(); i++) {
      lines.add((i + 1) + ". " + (i == 0 ? "at once" : "when what they need is there"));
      stages.get(i).forEach(name -> lines.add("   " + part(name)));
    }
    return lines;
  }

  private String part(String name) {
    PartSpec part = Objects.requireNonNull(aggregate.parts().get(name));
    var facts = new ArrayList<String>();
    facts.add(name + ": " + part.method() + " " + part.path());
    facts.add(upstreams.apply(name));
    Set<String> uses = composition.uses(name);
    if (!uses.isEmpty()) {
      facts.add("after " + String.join(", ", uses));
    }
    if (part.each() != null) {
      facts.add(each(part.each()));
    }
    if (part.when() != null) {
      facts.add("when " + part.when().strip().replaceAll("\\s+", " "));
    }
    if (part.timeout() != null) {
      facts.add("within " + text(part.timeout()));
    }
    if (part.cache() != null) {
      facts.add(CacheFact.of(part.cache(), part.method()));
    }
    facts.add("on failure: " + part.policy().name().toLowerCase(Locale.ROOT));
    return String.join("; ", facts);
  }

  private static String each(EachSpec each) {
    String calls = each.batch() == null ? each.concurrent() + " at once" : "in one call";
    return "for each of " + each.of() + ", at most " + each.atMost() + ", " + calls;
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
