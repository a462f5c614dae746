package dev.figleaf.proxy.admin.page;

import java.util.Map;

/** Asks for a token where some are set. {@code POST /login} is not a page's affair. */
final class LoginPage {
  private final Desktop desktop;

  LoginPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    boolean refused = ask.query().has("refused");
    return desktop.bare(200, "Sign in", "login", Map.of("refused", refused, "to", to(ask)));
  }

  /** Where they wanted to go: a path of this listener only. */
  private static String to(Ask ask) {
    String to = ask.query().get("to", "/");
    boolean ours = to.startsWith("/") && !to.startsWith("//") && !to.contains("\\");
    return ours ? to : "/";
  }
}
