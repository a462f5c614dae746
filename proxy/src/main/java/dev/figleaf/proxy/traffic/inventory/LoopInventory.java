package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.shadow.EndpointTemplates;
import dev.figleaf.proxy.shadow.Redactor;
import dev.figleaf.proxy.store.InventoryRow.Endpoint;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.traffic.InventoryTap;
import dev.figleaf.routing.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts on one event loop what is called there. What a path is called is worked out once; the
 * shapes of the last paths are remembered, so that most requests cost a look and some additions.
 *
 * <p>Bounded whatever strangers ask for: so many templates, so many endpoints, so many paths, each
 * with a longest length. What has no room is counted as {@value EndpointTemplates#OTHER}, until
 * room is made by forgetting what nobody called for an hour. A path that nobody ever answered well
 * is no endpoint, but {@value #NOT_FOUND}.
 */
final class LoopInventory implements InventoryTap {
  /** What paths are called that are answered as if there were nothing. */
  static final String NOT_FOUND = "(not found)";

  /** How many templates one loop counts. */
  static final int MOST_TEMPLATES = 2_000;

  /** How many endpoints one loop counts: templates times methods times upstreams. */
  static final int MOST_ENDPOINTS = 4_000;

  /** What is counted over the cap still says by which method and upstream, for as many of these. */
  private static final int MOST_OTHERS = 100;

  private static final int MOST_PATHS = 4_096;
  private static final int SEGMENTS = 8_000;
  private static final int WORDS = 100;
  private static final long FORGET_AFTER_MS = 3_600_000;
  private static final long FORGET_EVERY_MS = 60_000;

  private final Redactor redactor = Redactor.of(List.of());
  private final PathShape shape = new PathShape();
  private final char[][] paths = new char[MOST_PATHS][];
  private final @Nullable TemplateCounts[] found = new @Nullable TemplateCounts[MOST_PATHS];
  private final TemplateCounts other = new TemplateCounts(EndpointTemplates.OTHER);
  private final TemplateCounts notFound = new TemplateCounts(NOT_FOUND);
  private final EndpointCounts last =
      new EndpointCounts(new Endpoint("(other)", EndpointTemplates.OTHER, "(other)"));
  private final Map<String, TemplateCounts> templates = new HashMap<>();
  private EndpointTemplates names = names();
  private int collapses;
  private int endpoints;
  private int others;
  private long forgotAt;

  /**
   * All that is counted: what the loop adds behind the last one, others read until there is none.
   */
  private volatile AtomicReferenceArray<@Nullable EndpointCounts> all = room();

  LoopInventory() {
    publish(last);
  }

  private static EndpointTemplates names() {
    return new EndpointTemplates(SEGMENTS, WORDS);
  }

  private static AtomicReferenceArray<@Nullable EndpointCounts> room() {
    return new AtomicReferenceArray<>(MOST_ENDPOINTS + MOST_OTHERS + 1);
  }

  // --- on the event loop

  @Override
  public void saw(Outcome outcome, RequestHead head, HeaderList headers) {
    if (outcome.revision == 0) {
      return; // what the gate refused never came to the rules
    }
    TemplateCounts template = template(head.path(), outcome);
    EndpointCounts counts = template.of(outcome.method, outcome.upstream);
    if (counts == null) {
      counts = endpoint(template, outcome);
    }
    CharSequence cookies = headers.get(HttpHeaderNames.COOKIE);
    counts.count(outcome, cookies != null, cookies != null && SessionCookies.isIn(cookies));
  }

  private TemplateCounts template(String path, Outcome outcome) {
    if (!shape.take(path)) {
      return named(path, outcome);
    }
    int at = shape.place(MOST_PATHS);
    TemplateCounts known = found[at];
    if (known != null && shape.is(paths[at])) {
      return known;
    }
    TemplateCounts template = named(path, outcome);
    if (template != other && template != notFound) {
      paths[at] = shape.copy();
      found[at] = template;
    }
    return template;
  }

  private TemplateCounts named(String path, Outcome outcome) {
    boolean isThere = isThere(outcome.status);
    String name = isThere ? names.name(path) : names.known(path);
    if (names.collapses() != collapses) {
      relearn();
      name = names.known(path);
    }
    TemplateCounts known = templates.get(name);
    if (known != null) {
      return known;
    }
    if (!isThere) {
      return notFound;
    }
    if (name.equals(EndpointTemplates.OTHER) || templates.size() >= MOST_TEMPLATES) {
      forget(outcome.startMillis);
      return other;
    }
    var template = new TemplateCounts(redactor.target(name));
    templates.put(name, template);
    return template;
  }

  /** Whether an answer says that there is something: who only tries names learns us none. */
  private static boolean isThere(int status) {
    return switch (status) {
      case 0, 400, 404, 405, 410, 414, 431, 499, 501 -> false;
      default -> true;
    };
  }

  private EndpointCounts endpoint(TemplateCounts template, Outcome outcome) {
    String method = method(outcome.method);
    EndpointCounts known = template.of(method, outcome.upstream);
    if (known != null) {
      return known;
    }
    if (template == other || template == notFound) {
      return others < MOST_OTHERS ? added(template, method, outcome.upstream) : last;
    }
    if (endpoints >= MOST_ENDPOINTS) {
      forget(outcome.startMillis);
      return endpoint(other, outcome);
    }
    return added(template, method, outcome.upstream);
  }

  private EndpointCounts added(TemplateCounts template, String method, String upstream) {
    var added = new EndpointCounts(new Endpoint(method, template.template, upstream));
    template.add(added);
    publish(added);
    return added;
  }

  private void publish(EndpointCounts added) {
    all.setRelease(endpoints + others, added);
    if (added == last || isOther(added)) {
      others++;
    } else {
      endpoints++;
    }
  }

  private static boolean isOther(EndpointCounts one) {
    return one.endpoint.template().startsWith("(");
  }

  private static String method(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
      default -> "(other)";
    };
  }

  /** Makes room, once a minute at most; what is left is learned anew. */
  private void forget(long now) {
    if (now - forgotAt < FORGET_EVERY_MS) {
      return;
    }
    forgotAt = now;
    long since = now - FORGET_AFTER_MS;
    templates
        .values()
        .removeIf(template -> template.all().stream().allMatch(one -> one.isForgettable(since)));
    relearn();
    publishAll();
  }

  /**
   * Learns all names anew, each as often as it was called: remembered paths are not named again, so
   * that the names alone do not know which words are frequent.
   */
  private void relearn() {
    names = names();
    templates.entrySet().stream()
        .sorted(Comparator.comparing(one -> one.getKey().contains("{name}")))
        .forEach(one -> names.recall(one.getKey(), one.getValue().calls()));
    collapses = names.collapses();
    Arrays.fill(found, null);
  }

  private void publishAll() {
    AtomicReferenceArray<@Nullable EndpointCounts> next = room();
    all = next;
    endpoints = 0;
    others = 0;
    publish(last);
    Stream.concat(Stream.of(other, notFound), templates.values().stream())
        .flatMap(template -> template.all().stream())
        .forEach(this::publish);
  }

  // --- on any thread

  /** All that is counted. */
  List<EndpointCounts> all() {
    AtomicReferenceArray<@Nullable EndpointCounts> now = all;
    return IntStream.range(0, now.length())
        .mapToObj(now::getAcquire)
        .takeWhile(one -> one != null)
        .toList();
  }
}
