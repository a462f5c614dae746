package dev.figleaf.proxy.shadow;

/** What rules say about places of bodies: JSON's beside those of XML and HTML. */
record BodyRules(PathSet json, PathSet markup) {
  static final BodyRules NONE =
      new BodyRules(new PathSet.Builder().build(), new PathSet.Builder().build());
}
