package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.json.Expression;
import dev.figleaf.rules.CompareSpec;
import dev.figleaf.rules.FieldPath;
import dev.figleaf.rules.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two answers as rules say. Never throws, on no answer; takes time that grows with the
 * size of the bodies. Safe to share; costs milliseconds on large bodies, so not for event loops.
 */
public final class Comparator {
  private final CompareSpec spec;
  private final BodyRules bodyRules;
  private final HeaderComparison headers;
  private final Optional<Expression> mapping;
  private final boolean ignoresBody;

  private Comparator(CompareSpec spec) {
    var json = new PathSet.Builder();
    var markup = new PathSet.Builder();
    var byHeader = new HashMap<String, Shaping>();
    var cookies = new HashSet<String>();
    for (Shaped one : shaped(spec)) {
      switch (one.path) {
        case FieldPath.Header(String name) -> byHeader.put(name, one.shaping);
        case FieldPath.Cookie(String name) -> cookies.add(name);
        case FieldPath.Json(var steps) -> json.add(steps, one.shaping);
        case FieldPath.Markup(var steps) -> markup.add(steps, one.shaping);
        case FieldPath.Body _ -> {}
      }
    }
    this.spec = spec;
    this.bodyRules = new BodyRules(json.build(), markup.build());
    this.headers = new HeaderComparison(spec.headers(), byHeader, cookies);
    this.mapping = Optional.ofNullable(spec.map()).map(Expression::of);
    this.ignoresBody = spec.ignore().contains(new FieldPath.Body());
  }

  private Comparator(Comparator other) {
    this.spec = other.spec;
    this.bodyRules = other.bodyRules;
    this.headers = other.headers;
    this.mapping = Optional.empty();
    this.ignoresBody = other.ignoresBody;
  }

  /** One for two answers of the control, which speak the same words: it maps nothing. */
  Comparator ofControls() {
    return mapping.isEmpty() ? this : new Comparator(this);
  }

  private record Shaped(FieldPath path, Shaping shaping) {}

  private static List<Shaped> shaped(CompareSpec spec) {
    var all = new ArrayList<Shaped>();
    spec.ignore().forEach(path -> all.add(new Shaped(path, new Shaping.Ignore())));
    spec.sort().forEach(path -> all.add(new Shaped(path, new Shaping.Sort())));
    spec.pair().forEach(path -> all.add(new Shaped(path, new Shaping.Pair())));
    for (Map.Entry<String, Tolerance> one : spec.tolerance().entrySet()) {
      all.add(new Shaped(FieldPath.parse(one.getKey()), new Shaping.Tolerate(one.getValue())));
    }
    return all;
  }

  /**
   * Compiles what rules say.
   *
   * @throws IllegalArgumentException with a sentence for the operator, where {@code map} is no
   *     expression
   */
  public static Comparator of(CompareSpec spec) {
    return new Comparator(spec);
  }

  /**
   * Compares what the two sides answered to one request.
   *
   * @param pairs ids that belong together, kept from one comparison to the next
   */
  public Comparison compare(Answer control, Answer candidate, Pairs pairs) {
    var found = new Differences();
    if (!isEquivalent(control.status(), candidate.status())) {
      // What stands below an error has nothing to do with what stands below a result.
      found.add(
          new Difference.Status(
              Seen.number(Integer.toString(control.status())),
              Seen.number(Integer.toString(candidate.status()))));
      return new Comparison(found.all(), false, List.of());
    }
    headers.compare(control.headers(), candidate.headers(), pairs, found);
    Set<Unread> unread =
        ignoresBody ? Set.of() : body(control, candidate, new Leniency(pairs), found);
    return new Comparison(found.all(), found.hasMore(), List.copyOf(unread));
  }

  private boolean isEquivalent(int control, int candidate) {
    return control == candidate
        || spec.equivalentStatus().stream()
            .anyMatch(group -> group.contains(control) && group.contains(candidate));
  }

  private Set<Unread> body(Answer control, Answer candidate, Leniency leniency, Differences found) {
    if (mapping.isEmpty() && areSameBytes(control, candidate)) {
      return Set.of();
    }
    if (isHashed(control) || isHashed(candidate)) {
      return hashes(control, candidate, found);
    }
    Normaliser.Normal left = Normaliser.normalise(control);
    Normaliser.Normal right = mapped(Normaliser.normalise(candidate));
    var unread = new HashSet<Unread>();
    left.reason().ifPresent(unread::add);
    right.reason().ifPresent(unread::add);
    bodies(left, right, leniency, found);
    return unread;
  }

  // Most pairs are equal to the byte, which needs no reading.
  private static boolean areSameBytes(Answer control, Answer candidate) {
    return control.body() instanceof CapturedBody.Whole(byte[] left)
        && candidate.body() instanceof CapturedBody.Whole(byte[] right)
        && Arrays.equals(left, right)
        && areSame("content-type", control, candidate)
        && areSame("content-encoding", control, candidate);
  }

  private static boolean areSame(String header, Answer control, Answer candidate) {
    return HeaderField.values(control.headers(), header)
        .equals(HeaderField.values(candidate.headers(), header));
  }

  private static boolean isHashed(Answer answer) {
    return answer.body() instanceof CapturedBody.Hashed;
  }

  // Hashes are taken over the coded bytes: of two codings they say nothing.
  private static Set<Unread> hashes(Answer control, Answer candidate, Differences found) {
    if (!ContentCoding.of(control.headers()).equals(ContentCoding.of(candidate.headers()))) {
      return Set.of(Unread.TRUNCATED, Unread.TWO_CODINGS);
    }
    if (control.body() instanceof CapturedBody.BrokenOff
        || candidate.body() instanceof CapturedBody.BrokenOff) {
      return Set.of(Unread.TRUNCATED, Unread.BROKEN_OFF);
    }
    Seen left = seen(control.body());
    Seen right = seen(candidate.body());
    if (!left.equals(right)) {
      found.add(new Difference.Value("body", left, right));
    }
    return Set.of(Unread.TRUNCATED);
  }

  private static Seen seen(CapturedBody body) {
    return switch (body) {
      case CapturedBody.Hashed(long length, long hash) -> hash(length, hash);
      case CapturedBody.Whole(byte[] bytes) -> Seen.text(bytes.length + " bytes");
      case CapturedBody.BrokenOff(long length) -> Seen.text(length + " bytes, broken off");
    };
  }

  private static Seen hash(long length, long hash) {
    return Seen.text(length + " bytes, hash " + Long.toHexString(hash));
  }

  private Normaliser.Normal mapped(Normaliser.Normal candidate) {
    return mapping.isPresent() && candidate.body() instanceof NormalBody.Json(JsonNode root)
        ? mapping
            .get()
            .apply(root)
            .map(node -> Normaliser.Normal.of(new NormalBody.Json(node)))
            .orElse(
                Normaliser.Normal.of(new NormalBody.Unknown(Unread.NOT_MAPPED), Unread.NOT_MAPPED))
        : candidate;
  }

  private void bodies(
      Normaliser.Normal control,
      Normaliser.Normal candidate,
      Leniency leniency,
      Differences found) {
    @Nullable Unread broken =
        control.body() instanceof NormalBody.Unknown(Unread reason) ? reason : null;
    if (broken == Unread.BROKEN_OFF
        || candidate.body() instanceof NormalBody.Unknown(Unread other)
            && other == Unread.BROKEN_OFF) {
      return;
    }
    switch (control.body()) {
      case NormalBody.Json(JsonNode left)
          when candidate.body() instanceof NormalBody.Json(JsonNode right) ->
          json(left, right, leniency, found);
      case NormalBody.Markup left
          when candidate.body() instanceof NormalBody.Markup right && left.kind() == right.kind() ->
          new MarkupComparison(leniency, found)
              .compare(left.root(), right.root(), bodyRules.markup().root());
      case NormalBody.Text(var left)
          when candidate.body() instanceof NormalBody.Text(var right)
              && control.reason().equals(candidate.reason()) ->
          TextComparison.compare(left, right, found);
      case NormalBody.Bytes left when candidate.body() instanceof NormalBody.Bytes right ->
          bytes(left, right, found);
      case NormalBody.Empty _ when candidate.body() instanceof NormalBody.Empty -> {}
      case NormalBody.Unknown left when left.equals(candidate.body()) -> {}
      case NormalBody _ -> found.add(new Difference.BodyKinds(kind(control), kind(candidate)));
    }
  }

  private void json(JsonNode control, JsonNode candidate, Leniency leniency, Differences found) {
    if (!control.equals(candidate)) {
      new JsonComparison(leniency, found).compare(control, candidate, bodyRules.json().root());
    }
  }

  private static void bytes(NormalBody.Bytes left, NormalBody.Bytes right, Differences found) {
    if (!left.equals(right)) {
      found.add(
          new Difference.Value(
              "body", hash(left.length(), left.hash()), hash(right.length(), right.hash())));
    }
  }

  private static Seen kind(Normaliser.Normal normal) {
    String name = normal.body().kind().name().toLowerCase(Locale.ROOT);
    return Seen.text(normal.reason().map(reason -> name + " (" + reason.code() + ")").orElse(name));
  }
}
