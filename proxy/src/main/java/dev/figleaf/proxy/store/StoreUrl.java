package dev.figleaf.proxy.store;

import dev.figleaf.rules.Form;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which database: {@code sqlite:data/figleaf.db}, {@code postgresql://db.example.com/figleaf}. A
 * {@code jdbc:} before it is taken and left out. It never holds a password, so that it may be
 * shown.
 *
 * @param kind of database
 * @param place the path of the file, or what follows {@code postgresql://}
 */
@Form(
    is = "a database",
    like = "sqlite:data/figleaf.db or postgresql://localhost/figleaf",
    pattern = "^(jdbc:)?(sqlite:|postgresql://).+$")
public record StoreUrl(Kind kind, String place) {
  private static final Pattern SCHEME = Pattern.compile("(?:jdbc:)?([A-Za-z0-9+.-]{1,20}):(.*)");
  private static final Pattern SERVER =
      Pattern.compile("//[A-Za-z0-9._:,\\[\\]-]+/[^/?#@ ]+(\\?[^#@ ]*)?");

  /** The databases that there are. */
  public enum Kind {
    SQLITE,
    POSTGRESQL
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with a sentence for the operator, which repeats nothing that
   *     may be a password
   */
  public static StoreUrl parse(String text) {
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      throw new IllegalArgumentException(
          "is no database; write sqlite:PATH or postgresql://HOST/DATABASE");
    }
    String rest = scheme.group(2);
    return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
      case "sqlite" -> new StoreUrl(Kind.SQLITE, file(rest));
      case "postgresql" -> new StoreUrl(Kind.POSTGRESQL, server(rest));
      default ->
          throw new IllegalArgumentException(
              "\""
                  + scheme.group(1)
                  + ":\" is no database that Figleaf knows; write sqlite:PATH or"
                  + " postgresql://HOST/DATABASE");
    };
  }

  private static String file(String rest) {
    if (rest.isBlank() || rest.startsWith(":") || rest.contains("?") || rest.startsWith("file:")) {
      throw new IllegalArgumentException(
          "needs the path of a file, such as sqlite:data/figleaf.db");
    }
    return rest;
  }

  private static String server(String rest) {
    if (rest.contains("@") || rest.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new IllegalArgumentException(
          "has a user or a password in it; write them as store.user and store.password");
    }
    if (!SERVER.matcher(rest).matches()) {
      throw new IllegalArgumentException(
          "needs a host and a database, such as postgresql://localhost:5432/figleaf");
    }
    return rest.substring(2);
  }

  Path path() {
    return Path.of(place).toAbsolutePath();
  }

  @Override
  public String toString() {
    return kind == Kind.SQLITE ? "sqlite:" + place : "postgresql://" + place;
  }
}
