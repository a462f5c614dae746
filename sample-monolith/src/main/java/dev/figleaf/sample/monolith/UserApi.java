package dev.figleaf.sample.monolith;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/users}: who buys, as JSON. */
final class UserApi {
  private final Customers customers;
  private final Visitors visitors;

  UserApi(Customers customers, Visitors visitors) {
    this.customers = customers;
    this.visitors = visitors;
  }

  private record Users(
      int page,
      int total,
      List<User> users,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {}

  private record User(int id, String name, String href) {}

  private record Me(String email, String name, int id, String number, long since) {}

  private record Public(String id, String number, String name) {}

  void register(Web web) {
    web.get("/api/users", this::users);
    web.get("/api/users/me", this::me);
    web.get("/api/users/:id", this::user);
  }

  private Answer users(Call call) {
    var slice = customers.page(call.number("page", 1, 1, 100_000), call.number("size", 20, 1, 100));
    var base = call.origin() + "/api/users";
    var users =
        slice.items().stream().map(c -> new User(c.id(), c.name(), base + "/" + c.id())).toList();
    var next =
        slice.hasNext() ? base + "?page=" + (slice.page() + 1) + "&size=" + slice.size() : null;
    return Answer.json(200, new Users(slice.page(), slice.total(), users, next)).tagged();
  }

  private Answer me(Call call) {
    var who = visitors.customer(call).orElseThrow(() -> new HttpError(401, "who are you?"));
    var since = who.since().atStartOfDay(Times.SHOP).toInstant().toEpochMilli();
    return Answer.json(200, new Me(who.email(), who.name(), who.id(), who.number(), since))
        .with("Cache-Control", "private, no-cache");
  }

  private Answer user(Call call) {
    var id = call.segment("id");
    if (!id.matches("\\d{1,9}")) {
      throw HttpError.notFound();
    }
    var customer = customers.find(Integer.parseInt(id)).orElseThrow(HttpError::notFound);
    return Answer.json(200, new Public(id, customer.number(), customer.name())).tagged();
  }
}
