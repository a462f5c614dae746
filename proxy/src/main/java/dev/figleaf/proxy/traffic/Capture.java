package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.traffic.Descriptor.Standing;
import dev.figleaf.proxy.traffic.Descriptor.Value;
import dev.figleaf.routing.Place;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.Splitter;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.ValueMatch;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes descriptors: takes out of a request what another rule set may ask for, and leaves its
 * secrets behind. Belongs to one event loop.
 *
 * <p>What is redacted is redacted here; nothing of it is in memory afterwards.
 */
final class Capture {
  /** The longest path that is kept; a cut one would match something else. */
  static final int LONGEST_PATH = 2_048;

  private static final int LONGEST = 4_096;
  private static final int LONGEST_VALUE = 256;
  private static final int OBJECT = 272;
  private static final int TEXT = 48;

  private final byte[] salt;
  private final MessageDigest digest;
  private final Names names = new Names();
  private int bytes;

  /**
   * @param salt the same for all loops, told to nobody
   */
  Capture(byte[] salt) {
    this.salt = salt.clone();
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What the descriptor made last holds that no other one does. */
  int bytes() {
    return bytes;
  }

  /** The descriptor of a request, or null where it would be too long. */
  @Nullable Descriptor of(
      Outcome outcome,
      RequestHead head,
      HeaderList headers,
      @Nullable Route route,
      Watched watched,
      int weight) {
    String path = head.path();
    if (path.length() > LONGEST_PATH || head.host().length() > 255) {
      return null;
    }
    bytes = OBJECT + TEXT + path.length() + TEXT + head.host().length();
    String shown = watched.redactor().target(path);
    List<Value> values = values(head, watched);
    var descriptor =
        new Descriptor(
            outcome.startMillis,
            weight,
            head.method(),
            head.host(),
            shown,
            !shown.equals(path),
            counted(queryNames(head.rawQuery(), watched)),
            counted(headerNames(headers)),
            counted(cookieNames(headers.text("Cookie"), watched)),
            values,
            watched.client() ? outcome.client : null,
            places(outcome, head, route),
            clients(head, watched),
            outcome.route,
            outcome.upstream,
            outcome.status);
    return bytes > LONGEST ? null : descriptor;
  }

  // --- names

  private List<String> counted(List<String> list) {
    List<String> known = names.same(list);
    if (known == list && !list.isEmpty()) {
      int own = 64;
      for (String name : list) {
        own += TEXT + name.length();
      }
      bytes += own;
      if (own < LONGEST) {
        names.keep(list);
      }
    }
    return known;
  }

  private static List<String> headerNames(HeaderList headers) {
    var found = new ArrayList<String>(headers.count());
    for (int i = 0; i < headers.count(); i++) {
      found.add(headers.name(i).toString().toLowerCase(Locale.ROOT));
    }
    return List.copyOf(found);
  }

  private static List<String> cookieNames(@Nullable String cookies, Watched watched) {
    if (cookies == null) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    for (String piece : cookies.split(";", -1)) {
      int equals = piece.indexOf('=');
      if (equals >= 0) {
        found.add(watched.redactor().target(piece.substring(0, equals).strip()));
      }
    }
    return List.copyOf(found);
  }

  private static List<String> queryNames(@Nullable String query, Watched watched) {
    if (query == null) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    for (String piece : query.split("&", -1)) {
      int equals = piece.indexOf('=');
      String name = equals < 0 ? piece : piece.substring(0, equals);
      found.add(watched.redactor().target(decoded(name)));
    }
    return List.copyOf(found);
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return name;
    }
  }

  // --- values

  private List<Value> values(RequestHead head, Watched watched) {
    if (watched.subjects().isEmpty()) {
      return List.of();
    }
    var values = new ArrayList<Value>();
    for (Watched.Subject subject : watched.subjects()) {
      String text = text(subject, head);
      if (text != null) {
        values.add(value(subject, text, watched));
      }
    }
    return values;
  }

  private static @Nullable String text(Watched.Subject subject, RequestHead head) {
    return switch (subject.source()) {
      case HEADER -> head.header(subject.name());
      case QUERY -> head.query(subject.name());
      case COOKIE -> head.cookie(subject.name());
    };
  }

  private Value value(Watched.Subject subject, String text, Watched watched) {
    bytes += 2 * TEXT;
    if (!subject.secret()
        && text.length() <= LONGEST_VALUE
        && watched.redactor().target(text).equals(text)) {
      bytes += text.length();
      return new Value(subject.of(), text, List.of(), List.of());
    }
    var holds = new ArrayList<Long>();
    var fails = new ArrayList<Long>();
    for (ValueMatch condition : subject.conditions()) {
      (RequestHead.holds(condition, text) ? holds : fails)
          .add(Conditional.id(subject.of(), condition));
      bytes += 24;
    }
    return new Value(subject.of(), null, holds, fails);
  }

  // --- clients

  private List<Standing> places(Outcome outcome, RequestHead head, @Nullable Route route) {
    if (route == null) {
      return List.of();
    }
    return switch (route.spec().action()) {
      case Action.Seam(String seam) -> place(seam, route.splitter(), head, outcome);
      case Action.Split _ -> place(route.name(), route.splitter(), head, outcome);
      case Action.Aggregate aggregate -> parts(aggregate, route, head);
      case Action.Forward _, Action.Redirect _, Action.Respond _ -> List.of();
    };
  }

  private List<Standing> place(
      String of, @Nullable Splitter splitter, RequestHead head, Outcome outcome) {
    Place place = splitter == null ? null : splitter.place(head);
    if (place == null && outcome.cohortKey != null) {
      // A new visitor, or a draw for this request alone: it says nowhere but here where it stood.
      place = new Place(outcome.cohortKey, (long) (outcome.draw * 0x1p53) << 11);
    }
    return place == null ? List.of() : List.of(standing(of, place));
  }

  private Standing standing(String of, Place place) {
    bytes += TEXT;
    return new Standing(of, place.key(), place.hash());
  }

  private List<Standing> parts(Action.Aggregate aggregate, Route route, RequestHead head) {
    var places = new ArrayList<Standing>();
    Set<String> seams = new LinkedHashSet<>();
    aggregate
        .parts()
        .forEach(
            (name, part) -> {
              Place place =
                  part.seam() != null && seams.add(part.seam())
                      ? route.splitter(name).place(head)
                      : null;
              if (place != null) {
                places.add(standing(String.valueOf(part.seam()), place));
              }
            });
    return places;
  }

  private List<Standing> clients(RequestHead head, Watched watched) {
    if (watched.keys().isEmpty()) {
      return List.of();
    }
    var clients = new ArrayList<Standing>();
    for (CohortKey key : watched.keys()) {
      String value = Splitter.value(key, head);
      if (value != null && !value.isEmpty()) {
        bytes += TEXT;
        clients.add(new Standing("", key.toString(), hash(key.toString(), value)));
      }
    }
    return clients;
  }

  // Not XXH64: whoever knows one key of it could find the salt.
  private long hash(String key, String value) {
    digest.update(salt);
    digest.update(key.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    byte[] hashed = digest.digest(value.getBytes(StandardCharsets.UTF_8));
    long first = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      first = first << Byte.SIZE | hashed[i] & 0xFF;
    }
    return first;
  }
}
