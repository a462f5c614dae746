package dev.figleaf.routing;

import com.google.re2j.Pattern;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.Cidr;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.Defaults;
import dev.figleaf.rules.HeadersSpec;
import dev.figleaf.rules.HostPattern;
import dev.figleaf.rules.Location;
import dev.figleaf.rules.Match;
import dev.figleaf.rules.Origins;
import dev.figleaf.rules.PathPattern;
import dev.figleaf.rules.PathPattern.Segment;
import dev.figleaf.rules.PathSpec;
import dev.figleaf.rules.RetrySpec;
import dev.figleaf.rules.RewriteSpec;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTest;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.TimeoutSpec;
import dev.figleaf.rules.ValueMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rule sets written in Java, for tests of what is compiled from them. */
final class Rules {
  private Rules() {}

  /** Expressions that are what they make, for rules without any that is evaluated. */
  static final RuleTests.Bodies NO_BODIES =
      new RuleTests.Bodies() {
        @Override
        public Optional<String> sent(
            Route route, RequestHead head, Map<String, String> headers, String json) {
          return made(Objects.requireNonNull(route.spec().transform()).request().body());
        }

        @Override
        public Optional<String> answered(
            Route route, RequestHead head, Map<String, String> headers, int status, String json) {
          return made(Objects.requireNonNull(route.spec().transform()).response().body());
        }

        private static Optional<String> made(@Nullable String expression) {
          return Optional.ofNullable(expression).filter(text -> !text.equals("fails"));
        }
      };

  static RuleSet of(RouteSpec... routes) {
    return of(List.of(routes), List.of());
  }

  static RuleSet of(List<RouteSpec> routes, List<SeamSpec> seams, RuleTest... tests) {
    var byName = new LinkedHashMap<String, SeamSpec>();
    seams.forEach(seam -> byName.put(seam.name(), seam));
    return new RuleSet(
        Defaults.NONE,
        PathSpec.SAFE,
        Map.of(),
        byName,
        routes,
        List.of(tests),
        origins(routes.size()));
  }

  /** The route at index {@code i} stands in line {@code 10 * (i + 1)}. */
  private static Origins origins(int routes) {
    var places = new HashMap<String, Location>();
    for (int i = 0; i < routes; i++) {
      places.put("routes[" + i + "]", new Location("shop.yaml", 10 * (i + 1), 5));
    }
    return new Origins(places);
  }

  static RouteTable table(RouteBuilder... routes) {
    return RouteTable.compile(
        of(Arrays.stream(routes).map(RouteBuilder::build).toArray(RouteSpec[]::new)));
  }

  static RouteBuilder route(String path) {
    return new RouteBuilder(path);
  }

  static ValueMatch equal(String text) {
    return new ValueMatch.Equal(text);
  }

  static ValueMatch prefix(String text) {
    return new ValueMatch.Prefix(text);
  }

  static ValueMatch regex(String text) {
    return new ValueMatch.Regex(Pattern.compile(text));
  }

  static ValueMatch present() {
    return new ValueMatch.Present();
  }

  static ValueMatch absent() {
    return new ValueMatch.Absent();
  }

  static PathPattern path(String text) {
    boolean rest = text.endsWith("/**");
    String body = rest ? text.substring(0, text.length() - 3) : text;
    var segments = new ArrayList<Segment>();
    if (!body.isEmpty() && !body.equals("/")) {
      for (String segment : body.substring(1).split("/", -1)) {
        segments.add(segment(segment));
      }
    }
    return new PathPattern(segments, rest);
  }

  private static Segment segment(String text) {
    if (text.equals("*")) {
      return new Segment.AnyOne();
    }
    return text.startsWith("{")
        ? new Segment.Capture(text.substring(1, text.length() - 1))
        : new Segment.Literal(text);
  }

  /** Says a route in the order in which it is read. Forwards to {@code monolith} by default. */
  static final class RouteBuilder {
    private final String path;
    private @Nullable String name;
    private @Nullable HostPattern host;
    private Set<String> methods = Set.of();
    private final Map<String, ValueMatch> headers = new LinkedHashMap<>();
    private final Map<String, ValueMatch> query = new LinkedHashMap<>();
    private final Map<String, ValueMatch> cookies = new LinkedHashMap<>();
    private List<Cidr> client = List.of();
    private Action action = new Action.Forward("monolith");
    private @Nullable CohortSpec cohort;
    private @Nullable RewriteSpec rewrite;
    private int priority;

    private RouteBuilder(String path) {
      this.path = path;
    }

    RouteBuilder named(String text) {
      name = text;
      return this;
    }

    RouteBuilder host(@Nullable String text) {
      if (text != null) {
        boolean wildcard = text.startsWith("*.");
        host = new HostPattern(wildcard ? text.substring(2) : text, wildcard);
      }
      return this;
    }

    RouteBuilder methods(String... all) {
      methods = new LinkedHashSet<>(List.of(all));
      return this;
    }

    RouteBuilder header(String key, ValueMatch value) {
      headers.put(key, value);
      return this;
    }

    RouteBuilder query(String key, ValueMatch value) {
      query.put(key, value);
      return this;
    }

    RouteBuilder cookie(String key, ValueMatch value) {
      cookies.put(key, value);
      return this;
    }

    RouteBuilder client(String... networks) {
      client = Arrays.stream(networks).map(Cidr::parse).toList();
      return this;
    }

    RouteBuilder priority(int value) {
      priority = value;
      return this;
    }

    RouteBuilder action(Action value) {
      action = value;
      return this;
    }

    RouteBuilder cohort(CohortSpec value) {
      cohort = value;
      return this;
    }

    RouteBuilder rewrite(@Nullable String to, @Nullable String strip, @Nullable String add) {
      rewrite = new RewriteSpec(to, strip, add, null);
      return this;
    }

    RouteSpec build() {
      var match = new Match(host, path(path), methods, headers, query, cookies, client);
      return new RouteSpec(
          name == null ? path : name,
          match,
          action,
          cohort,
          rewrite,
          HeadersSpec.NONE,
          TimeoutSpec.NONE,
          null,
          RetrySpec.NONE,
          null,
          null,
          null,
          priority,
          null,
          null,
          null);
    }
  }
}
