package dev.figleaf.proxy.history;

import org.jspecify.annotations.Nullable;

/**
 * Who changes something, from where, and why.
 *
 * @param by a person, a token's name, the author of a commit, or {@code figleaf} itself
 * @param from where it came from: {@code files}, {@code timer}, or {@code api} with an address
 * @param because the reason, where one was given
 */
public record Author(String by, String from, @Nullable String because) {
  /** The longest name that is kept. */
  public static final int LONGEST_NAME = 100;

  /** The longest reason that is kept. */
  public static final int LONGEST_REASON = 500;

  /** What an end by time is ascribed to. */
  public static final Author TIMER = new Author("figleaf", "timer", null);

  /** Who edits the files, where no commit tells. */
  public static final Author FILES = new Author("files", "files", null);
}
