package dev.figleaf.sample.monolith;

import java.util.Optional;

/** Who sends a request, and the pages that greet them. */
final class Visitors {
  private final Customers customers;
  private final Sessions sessions;

  Visitors(Customers customers, Sessions sessions) {
    this.customers = customers;
    this.sessions = sessions;
  }

  /** Whose session the request belongs to. */
  Optional<Customer> loggedIn(Call call) {
    return call.session().flatMap(sessions::customer);
  }

  /**
   * The same, or the customer that {@code X-User-Id} names. The API believes that header, as many
   * an old shop behind a trusted gateway does: do not put this sample where strangers are.
   */
  Optional<Customer> customer(Call call) {
    return loggedIn(call).or(() -> named(call).map(Integer::parseInt).flatMap(customers::find));
  }

  /** A page in the frame of whoever asks for it. */
  Answer page(Call call, String title, Html body) {
    var page =
        loggedIn(call)
            .map(customer -> Layout.page(title, customer, body))
            .orElseGet(() -> Layout.page(title, body));
    return Answer.html(200, page).with("Cache-Control", "private, no-cache").with("Vary", "Cookie");
  }

  private static Optional<String> named(Call call) {
    return Optional.ofNullable(call.headers().get("X-User-Id"))
        .filter(id -> id.matches("\\d{1,9}"));
  }
}
