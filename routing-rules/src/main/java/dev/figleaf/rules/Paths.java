package dev.figleaf.rules;

/** Paths of values in a document: {@code routes[2].match.path}. */
final class Paths {
  private Paths() {}

  static String child(String path, String key) {
    String shown = Quoted.plain(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  static String item(String path, int index) {
    return path + "[" + index + "]";
  }
}
