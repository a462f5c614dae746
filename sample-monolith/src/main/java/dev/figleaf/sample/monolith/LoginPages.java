package dev.figleaf.sample.monolith;

import java.util.regex.Pattern;

/** Logging in and out, and the customer's own page. */
final class LoginPages {
  private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
  private static final String FORM =
      """
      <form class="login" method="post" action="/login">
      {}
      <input type="hidden" name="next" value="{}">
      <label>E-mail <input name="email" type="email" value="{}" autocomplete="username"></label>
      <label>Password
      <input name="password" type="password" autocomplete="current-password"></label>
      <button>Log in</button>
      <p><small>Every customer of this sample has the password <code>figleaf</code>; one is
      <code>ada.abbott@shop.example</code>.</small></p>
      </form>
      """;

  private final Customers customers;
  private final Sessions sessions;
  private final Visitors visitors;

  LoginPages(Customers customers, Sessions sessions, Visitors visitors) {
    this.customers = customers;
    this.sessions = sessions;
    this.visitors = visitors;
  }

  void register(Web web) {
    web.get("/login", call -> form(call, 200, call.text("next"), "", Html.NOTHING));
    web.post("/login", this::login);
    web.post("/logout", this::logout);
    web.get("/account", this::account);
  }

  private Answer login(Call call) {
    return customers
        .authenticate(call.field("email").strip(), call.field("password"))
        .map(customer -> enter(call, customer))
        .orElseGet(() -> refuse(call));
  }

  private Answer enter(Call call, Customer customer) {
    var next = LOCAL.matcher(call.field("next")).matches() ? call.field("next") : "/account";
    return Answer.redirect(302, call.origin() + next)
        .with(
            "Set-Cookie",
            Sessions.COOKIE + "=" + sessions.open(customer) + "; Path=/; HttpOnly; SameSite=Lax");
  }

  private Answer refuse(Call call) {
    var complaint = Html.of("<p class=\"error\">That is not one of our customers' passwords.</p>");
    return form(call, 401, call.field("next"), call.field("email"), complaint);
  }

  private Answer form(Call call, int status, String next, String email, Html complaint) {
    var page = visitors.page(call, "Log in", Html.of(FORM, complaint, next, email));
    return new Answer(status, page.body(), page.headers());
  }

  private Answer logout(Call call) {
    call.session().ifPresent(sessions::close);
    return Answer.redirect(302, call.origin() + "/")
        .with("Set-Cookie", Sessions.COOKIE + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  }

  private Answer account(Call call) {
    return visitors
        .loggedIn(call)
        .map(customer -> account(call, customer))
        .orElseGet(() -> toLogin(call));
  }

  private Answer account(Call call, Customer customer) {
    var body =
        Html.of(
            """
            <table>
            <tr><th>Name</th><td>{}</td></tr>
            <tr><th>Customer number</th><td>{}</td></tr>
            <tr><th>E-mail</th><td>{}</td></tr>
            <tr><th>Customer since</th><td>{}</td></tr>
            </table>
            <p><a href="/orders">Your orders</a></p>
            <form method="post" action="/logout"><button>Log out</button></form>
            """,
            customer.name(),
            customer.number(),
            customer.email(),
            customer.since());
    return visitors
        .page(call, "Your account", body)
        .with("Set-Cookie", "account_view=summary; Path=/account; HttpOnly");
  }

  /** Sends a stranger to the form, which sends the customer back. */
  static Answer toLogin(Call call) {
    return Answer.redirect(302, call.origin() + "/login?next=" + call.path());
  }
}
