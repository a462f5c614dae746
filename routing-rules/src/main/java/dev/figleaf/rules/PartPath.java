package dev.figleaf.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of a part's request, with places for values: {@code
 * /api/orders?user={user.id}&page={query.page:-1}}. The expressions are the simple ones of RFC 6570
 * (§3.2.2), whose values are percent-encoded but for letters, digits and {@code -._~}.
 *
 * @param text as it is written
 */
@Form(
    is = "a path with or without a query",
    like = "/api/orders?user={user.id}",
    pattern = "^/[^# ]*$")
public record PartPath(String text, List<Piece> pieces) {
  private static final Pattern PLACE =
      Pattern.compile("\\{(" + PartReference.FORM + ")(?::-([^{}]*))?}");

  /** A piece of the path. */
  public sealed interface Piece {
    /** What stands there as it is. */
    record Text(String text) implements Piece {}

    /**
     * A value.
     *
     * @param orElse where there is no value; null where the part cannot do without
     * @param inQuery whether it stands behind the question mark
     */
    record Value(PartReference of, @Nullable String orElse, boolean inQuery) implements Piece {}
  }

  public PartPath {
    pieces = List.copyOf(pieces);
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static PartPath parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(Quoted.of(text) + " does not begin with /");
    }
    var pieces = new ArrayList<Piece>();
    var literal = new StringBuilder();
    Matcher places = PLACE.matcher(text);
    int at = 0;
    while (places.find()) {
      String before = text.substring(at, places.start());
      literal.append(before);
      addText(pieces, before);
      boolean inQuery = literal.indexOf("?") >= 0;
      PartReference of = PartReference.parse(places.group(1));
      pieces.add(new Piece.Value(of, places.group(2), inQuery));
      literal.append('x');
      at = places.end();
    }
    addText(pieces, text.substring(at));
    check(text, literal.append(text.substring(at)).toString());
    return new PartPath(text, pieces);
  }

  private static void addText(List<Piece> pieces, String text) {
    if (!text.isEmpty()) {
      pieces.add(new Piece.Text(text));
    }
  }

  /**
   * Looks at what is written.
   *
   * @param literal with a letter in the place of each value
   */
  private static void check(String text, String literal) {
    if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          Quoted.of(text)
              + " has a brace that belongs to no {value}; write {user.id}, or %7B and %7D");
    }
    if (!literal.chars().allMatch(c -> c > ' ' && c < 127 && c != '#' && c != '\\')) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " has a #, a space or a character outside of ASCII; percent-encode it");
    }
    String path = literal.split("\\?", 2)[0];
    if (List.of(path.split("/", -1)).stream().anyMatch(s -> s.equals(".") || s.equals(".."))) {
      throw new IllegalArgumentException(Quoted.of(text) + " has a dot segment; write it resolved");
    }
  }

  /** The values that it needs. */
  public List<Piece.Value> values() {
    return pieces.stream()
        .filter(Piece.Value.class::isInstance)
        .map(Piece.Value.class::cast)
        .toList();
  }

  @Override
  public String toString() {
    return text;
  }
}
