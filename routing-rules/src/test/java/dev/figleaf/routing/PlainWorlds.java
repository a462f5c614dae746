package dev.figleaf.routing;

import dev.figleaf.routing.PlainTable.PlainRequest;
import dev.figleaf.routing.PlainTable.PlainRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Random tables and requests over alphabets so small that routes meet all the time. */
final class PlainWorlds {
  /** A table, and requests to it. */
  record World(List<PlainRoute> routes, List<PlainRequest> requests) {}

  private static final @Nullable String[] HOSTS = {
    null, null, null, null, null, null, "a.x", "*.x", "*.a.x", "b.a.x"
  };
  private static final String[] CONDITIONS = {
    "=1", "=2", "=12", "^1", "^", "~[12]", "~1.*", "+", "-"
  };

  private final Random random;

  private PlainWorlds(Random random) {
    this.random = random;
  }

  static World world(Random random, int requests) {
    var source = new PlainWorlds(random);
    var routes = new ArrayList<PlainRoute>();
    int size = 1 + random.nextInt(16);
    for (int i = 0; i < size; i++) {
      routes.add(source.route("r" + i));
    }
    var asked = new ArrayList<PlainRequest>();
    for (int i = 0; i < requests; i++) {
      asked.add(source.request());
    }
    return new World(routes, asked);
  }

  private PlainRoute route(String name) {
    return new PlainRoute(
        name,
        one(6) ? random.nextInt(3) - 1 : 0,
        pick(HOSTS),
        pattern(),
        one(3) ? pickOf("GET", "POST", "GET POST") : "",
        conditions(),
        conditions(),
        conditions(),
        one(6) ? pickOf("10.0.0.0/8", "10.1.0.0/16") : "");
  }

  private String pattern() {
    var pattern = new StringBuilder();
    int depth = random.nextInt(random.nextInt(4) + 1);
    for (int i = 0; i < depth; i++) {
      pattern.append('/').append(pickOf("a", "a", "b", "{c" + i + "}", "*"));
    }
    return pattern
        .append(depth == 0 ? pickOf("/", "/**") : pickOf("", "", "/", "/**", "/**"))
        .toString();
  }

  private TreeMap<String, String> conditions() {
    var conditions = new TreeMap<String, String>();
    for (String name : List.of("k", "l")) {
      if (one(12)) {
        conditions.put(name, pickOf(CONDITIONS));
      }
    }
    return conditions;
  }

  private PlainRequest request() {
    var path = new StringBuilder();
    int depth = random.nextInt(random.nextInt(4) + 1);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(pickOf("a", "a", "a", "b", "c"));
    }
    return new PlainRequest(
        pickOf("GET", "GET", "POST", "PUT"),
        pickOf("a.x", "b.a.x", "c.a.x", "x", "y"),
        path.append(depth == 0 || one(6) ? "/" : "").toString(),
        values(),
        values(),
        values(),
        pickOf("10.0.0.1", "10.1.0.1", "11.0.0.1"));
  }

  private Map<String, String> values() {
    var values = new TreeMap<String, String>();
    for (String name : List.of("k", "l")) {
      if (one(2)) {
        values.put(name, pickOf("1", "2", "12"));
      }
    }
    return values;
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  private String pickOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private @Nullable String pick(@Nullable String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
