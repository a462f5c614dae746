package dev.figleaf.proxy.shadow;

import java.util.Arrays;
import java.util.Locale;

/** What a row of counts counts: {@link dev.figleaf.proxy.store.CountRow#what}. */
sealed interface Counted {
  /** The word for what clients were answered. */
  String LIVE = "live";

  /** The word for requests that the candidate gave no answer to. */
  String FAILED = "failed";

  /** The word for server errors of the candidate where the control had none. */
  String SERVER_ERROR = "error";

  /** Requests that clients were answered, compared or not. */
  record Live() implements Counted {}

  /** Pairs of which both sides answered. */
  record Found(Finding finding) implements Counted {}

  /** Requests that the candidate gave no answer to; no pairs. */
  record Failed() implements Counted {}

  /** Pairs, counted by their finding, too, that only the candidate answered with a server error. */
  record ServerError() implements Counted {}

  /** Of another version. */
  record Unknown() implements Counted {}

  static String word(Finding finding) {
    return finding.name().toLowerCase(Locale.ROOT);
  }

  static Counted of(String what) {
    return switch (what) {
      case LIVE -> new Live();
      case FAILED -> new Failed();
      case SERVER_ERROR -> new ServerError();
      default ->
          Arrays.stream(Finding.values())
              .filter(finding -> word(finding).equals(what))
              .<Counted>map(Found::new)
              .findFirst()
              .orElseGet(Unknown::new);
    };
  }
}
