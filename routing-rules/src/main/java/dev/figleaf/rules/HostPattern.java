package dev.figleaf.rules;

/**
 * A host, or every name under a domain.
 *
 * @param name in lower case; without the {@code *.} of a wildcard
 * @param wildcard whether it stands for every name under {@code name}, at any depth, but not for
 *     the name itself
 */
public record HostPattern(String name, boolean wildcard) {
  @Override
  public String toString() {
    return wildcard ? "*." + name : name;
  }
}
