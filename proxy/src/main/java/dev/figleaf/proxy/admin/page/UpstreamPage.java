package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.page.UpstreamOrders.Told;
import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.upstream.EndpointOrder;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One upstream, and what operators tell its endpoints and its breaker. */
final class UpstreamPage {
  private static final int LONGEST_ADDRESS = 300;

  private final Desktop desktop;

  UpstreamPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    UpstreamView upstream = upstream(ask);
    Long live = ask.live();
    return live == null
        ? desktop.live(
            ask,
            upstream.name(),
            "/upstreams",
            "upstream",
            model(upstream, Form.empty(), Form.empty()))
        : desktop.fresh(ask, live, "upstream-live", Map.of("upstream", upstream));
  }

  private PageAnswer again(int status, Ask ask, Form form, Form reset) {
    UpstreamView upstream = upstream(ask);
    return desktop.page(
        status, ask, upstream.name(), "/upstreams", "upstream", model(upstream, form, reset));
  }

  private static Map<String, Object> model(UpstreamView upstream, Form form, Form reset) {
    return Map.of("upstream", upstream, "form", form, "reset", reset);
  }

  private UpstreamView upstream(Ask ask) {
    String name = ask.named("name");
    return desktop.sources().desk().upstreams().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(UpstreamPage::gone);
  }

  private static PageProblem gone() {
    return PageProblem.notFound("The live rules name no such upstream.");
  }

  PageAnswer order(Ask ask) {
    Deeds.guard(ask);
    Form form = ask.form();
    String name = upstream(ask).name();
    String address = form.required("endpoint", "the endpoint", LONGEST_ADDRESS);
    EndpointOrder order = order(form);
    Author author = Deeds.author(ask, false);
    if (address == null || order == null || author == null) {
      return again(422, ask, form, Form.empty());
    }
    return answer(
        desktop.sources().orders().endpoint(author, name, order, address),
        name,
        form,
        status -> again(status, ask, form, Form.empty()));
  }

  private static @Nullable EndpointOrder order(Form form) {
    return switch (form.get("order")) {
      case "drain" -> EndpointOrder.DRAIN;
      case "restore" -> EndpointOrder.RESTORE;
      case "eject" -> EndpointOrder.EJECT;
      default -> {
        form.refuse("", "Drain, restore or eject it.");
        yield null;
      }
    };
  }

  PageAnswer resetBreaker(Ask ask) {
    Deeds.guard(ask);
    Form form = ask.form();
    String name = upstream(ask).name();
    Author author = Deeds.author(ask, false);
    if (author == null) {
      return again(422, ask, Form.empty(), form);
    }
    return answer(
        desktop.sources().orders().resetBreaker(author, name),
        name,
        form,
        status -> again(status, ask, Form.empty(), form));
  }

  private static PageAnswer answer(
      Told told, String name, Form form, IntFunction<PageAnswer> again) {
    return switch (told) {
      case Told.Done() -> new PageAnswer.SeeOther(Show.upstream(name));
      case Told.Gone() -> throw gone();
      case Told.Refused(int status, _, String message) -> {
        form.refuse("", message);
        yield again.apply(status);
      }
    };
  }
}
