package dev.figleaf.proxy.shadow.report;

import dev.figleaf.proxy.shadow.Verdict.Standing;

/** Colours of a terminal, or none. */
record Ink(boolean colour) {

  String good(String text) {
    return ink("32", text);
  }

  String bad(String text) {
    return ink("31", text);
  }

  String doubtful(String text) {
    return ink("33", text);
  }

  String strong(String text) {
    return ink("1", text);
  }

  String faint(String text) {
    return ink("2", text);
  }

  String of(Standing standing, String text) {
    return switch (standing) {
      case READY -> good(text);
      case NOT_READY -> bad(text);
      case INSUFFICIENT -> doubtful(text);
    };
  }

  private String ink(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[m" : text;
  }
}
