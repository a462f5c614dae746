package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.Author;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Everything back to where it came from, and the end of that; each after a look at what it does.
 */
final class PanicPage {
  private final Desktop desktop;

  PanicPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    return show(200, ask, Form.empty());
  }

  private PageAnswer show(int status, Ask ask, Form form) {
    Map<String, Object> model = Map.of("seams", desktop.sources().desk().seams(), "form", form);
    return desktop.page(status, ask, "Panic", "/panic", "panic", model);
  }

  PageAnswer panic(Ask ask) {
    return change(ask, (operations, author) -> operations.panic(author));
  }

  PageAnswer calm(Ask ask) {
    return change(ask, (operations, author) -> operations.calm(author));
  }

  private PageAnswer change(Ask ask, BiFunction<RuleOperations, Author, Changed> what) {
    Deeds.guard(ask);
    Form form = ask.form();
    // At three in the morning a reason is welcome, and never in the way.
    Author author = Deeds.author(ask, false);
    if (author == null) {
      return show(422, ask, form);
    }
    return Deeds.answer(
        what.apply(desktop.sources().operations(), author),
        form,
        "/",
        status -> show(status, ask, form));
  }
}
