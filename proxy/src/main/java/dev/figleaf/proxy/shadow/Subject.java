package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.ShadowSpec;

/**
 * What is compared under one name: a seam, or a route that shadows by itself. Outlives every reload
 * that changes neither side nor how they are compared. Safe to share.
 */
public final class Subject {
  private final String name;
  private final ShadowSpec spec;

  public Subject(String name, ShadowSpec spec) {
    this.name = name;
    this.spec = spec;
  }

  public String name() {
    return name;
  }

  public ShadowSpec spec() {
    return spec;
  }
}
