package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.figleaf.rules.FieldPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of everything that is stored, shown or logged: credentials in headers, fields
 * with telling names, places that rules name, and whatever the request's own credentials are, where
 * an answer repeats them. In doubt it takes out too much. Immutable, safe to share.
 */
public final class Redactor {
  /** What stands in a secret's place. */
  public static final String REDACTED = "‹redacted›";

  private static final Set<String> HEADERS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "set-cookie",
          "x-api-key",
          "x-auth-token",
          "x-csrf-token",
          "x-xsrf-token");

  private final PathSet json;
  private final boolean markup;
  private final boolean body;
  private final Set<String> headers;
  private final SecretText text;

  private Redactor(
      PathSet json, boolean markup, boolean body, Set<String> headers, SecretText text) {
    this.json = json;
    this.markup = markup;
    this.body = body;
    this.headers = headers;
    this.text = text;
  }

  /** Takes out what is always secret, and these places. */
  public static Redactor of(List<FieldPath> places) {
    var json = new PathSet.Builder();
    var headers = new HashSet<>(HEADERS);
    boolean markup = false;
    boolean body = false;
    for (FieldPath place : places) {
      switch (place) {
        case FieldPath.Header(String name) -> headers.add(name);
        case FieldPath.Cookie _ -> {} // no value of a cookie is ever kept
        case FieldPath.Json(var steps) -> json.add(steps, new Shaping.Ignore());
        case FieldPath.Markup _ -> markup = true;
        case FieldPath.Body _ -> body = true;
      }
    }
    return new Redactor(json.build(), markup, body, Set.copyOf(headers), SecretText.NONE);
  }

  /** One for a request: what its credentials are is taken out of its answers, too. */
  public Redactor forRequest(List<HeaderField> request) {
    var secrets = new ArrayList<String>();
    request.stream()
        .filter(field -> isSecret(field.name()))
        .forEach(field -> secrets.addAll(SecretText.secretsOf(field.value())));
    return new Redactor(json, markup, body, headers, SecretText.of(secrets));
  }

  /** One for a request: also what its target carries under telling names. */
  public Redactor forRequest(ShadowedRequest request) {
    var secrets = new ArrayList<>(SecretText.secretsOfTarget(request.target()));
    for (HeaderField field : request.headers()) {
      if (isSecret(field.name())) {
        secrets.addAll(SecretText.secretsOf(field.value()));
      }
    }
    return new Redactor(json, markup, body, headers, SecretText.of(secrets));
  }

  /** A place, as a difference names it: keys of JSON may be secrets, too. */
  String path(String path) {
    return text.clean(path);
  }

  /** Whether no value of a header is ever kept. */
  public boolean isSecretHeader(String name) {
    return isSecret(name);
  }

  /** Whether the name of a field or parameter says that its value is a secret. */
  public static boolean isTelling(String name) {
    return SecretText.isTelling(name);
  }

  private boolean isSecret(String header) {
    return headers.contains(header.toLowerCase(Locale.ROOT));
  }

  public List<HeaderField> headers(List<HeaderField> fields) {
    return fields.stream()
        .map(
            field ->
                new HeaderField(
                    field.name(), isSecret(field.name()) ? REDACTED : text.clean(field.value())))
        .toList();
  }

  /** A path and query. */
  public String target(String target) {
    return text.clean(target);
  }

  /**
   * A body as text, decoded, at most this many characters of it.
   *
   * @return what it is where it is no text
   */
  public String body(Answer answer, int most) {
    if (body) {
      return REDACTED;
    }
    if (!(answer.body() instanceof CapturedBody.Whole(byte[] coded))) {
      return "‹not captured›";
    }
    return switch (ContentCoding.decode(coded, ContentCoding.of(answer.headers()))) {
      case ContentCoding.Decoded.Failed(Unread reason) -> "‹" + reason.code() + "›";
      case ContentCoding.Decoded.Bytes(byte[] bytes) ->
          cut(plain(bytes, Normaliser.mediaType(answer.headers())), most);
    };
  }

  private String plain(byte[] bytes, MediaType type) {
    return switch (Normaliser.typed(bytes, type).body()) {
      case NormalBody.Json(JsonNode root) ->
          text.clean(cleaned(root.deepCopy(), json.root()).toString());
      case NormalBody.Markup _ ->
          markup ? REDACTED : text.clean(BodyText.of(bytes, type.charset()).orElse(REDACTED));
      // JSON that cannot be read may hold what rules name.
      case NormalBody.Text(var lines) ->
          type.kind() == BodyKind.TEXT ? text.clean(String.join("\n", lines)) : REDACTED;
      case NormalBody.Bytes(long length, long _, String _) -> "‹" + length + " bytes›";
      case NormalBody.Empty _, NormalBody.Unknown _ -> "";
    };
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  private JsonNode cleaned(JsonNode node, PathSet.Cursor at) {
    if (at.isNamed()) {
      return TextNode.valueOf(REDACTED);
    }
    switch (node) {
      case ObjectNode object -> {
        for (Entry<String, JsonNode> member : object.properties()) {
          member.setValue(
              SecretText.isTelling(member.getKey())
                  ? TextNode.valueOf(REDACTED)
                  : cleaned(member.getValue(), at.name(member.getKey())));
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, cleaned(array.get(i), at.items()));
        }
      }
      default -> {}
    }
    return node;
  }

  /** A difference whose values hold no secret. */
  public Difference difference(Difference difference) {
    if (isSecretPlace(difference.path())) {
      return difference.redacted();
    }
    Seen left = clean(difference.control());
    Seen right = clean(difference.candidate());
    return switch (difference) {
      case Difference.Missing(String path, Seen _) -> new Difference.Missing(path, left);
      case Difference.Added(String path, Seen _) -> new Difference.Added(path, right);
      case Difference.Type(String path, Seen _, Seen _) -> new Difference.Type(path, left, right);
      case Difference.Value(String path, Seen _, Seen _) -> new Difference.Value(path, left, right);
      case Difference.Order(String path, Seen _, Seen _) -> new Difference.Order(path, left, right);
      case Difference.Header(String path, Seen _, Seen _) ->
          new Difference.Header(path, left, right);
      case Difference.Status _, Difference.BodyKinds _ -> difference;
    };
  }

  private Seen clean(Seen seen) {
    return new Seen(seen.kind(), text.clean(seen.text()), seen.length());
  }

  private boolean isSecretPlace(String path) {
    @Nullable FieldPath place = place(path);
    return switch (place) {
      case null -> path.startsWith("body:") && !path.startsWith("body:lines");
      case FieldPath.Header(String name) -> isSecret(name);
      case FieldPath.Cookie _ -> false; // only attributes are ever compared
      case FieldPath.Json(var steps) -> isSecret(steps);
      case FieldPath.Markup _ -> markup || body;
      case FieldPath.Body _ -> false; // a hash, or what kind it is
    };
  }

  private boolean isSecret(List<FieldPath.Step> steps) {
    PathSet.Cursor at = json.root();
    boolean secret = body || at.isNamed();
    for (FieldPath.Step step : steps) {
      at =
          switch (step.kind()) {
            case NAME, ANY -> at.name(step.name());
            case ITEMS -> at.items();
            case ATTRIBUTE -> at.attribute(step.name());
          };
      secret |= at.isNamed() || SecretText.isTelling(step.name());
    }
    return secret;
  }

  private static @Nullable FieldPath place(String path) {
    try {
      return FieldPath.parse(path);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
