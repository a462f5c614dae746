package dev.figleaf.proxy.admin.page;

import java.util.Map;

/** Asks for a token where some are set. {@code POST /login} is not a page's affair. */
final class LoginPage {
  private final Desktop desktop;

  LoginPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    return desktop.bare(200, "Sign in", "login", Map.of("refused", ask.query().has("refused")));
  }
}
