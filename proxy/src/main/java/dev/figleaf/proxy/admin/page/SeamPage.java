package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.SeamView;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.report.Spans;
import dev.figleaf.rules.Percentage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One seam: its figures, what comparing found, and the weight that operators may override. */
final class SeamPage {
  private static final int LOOKED_AT = 200;
  private static final int SHOWN = 10;

  private final Desktop desktop;

  SeamPage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    Long live = ask.live();
    if (live == null) {
      return show(200, ask, ask.query());
    }
    SeamView seam = seam(ask);
    return desktop.fresh(ask, live, "seam-live", Map.of("seam", seam, "events", events(seam)));
  }

  private PageAnswer show(int status, Ask ask, Form form) {
    SeamView seam = seam(ask);
    var model = new HashMap<String, Object>();
    model.put("seam", seam);
    model.put("report", report(seam).orElse(null));
    model.put("events", events(seam));
    model.put("form", form.suggest("for", "1h"));
    model.put("preview", preview(seam, form));
    return status == 200
        ? desktop.live(ask, seam.name(), "/", "seam", model)
        : desktop.page(status, ask, seam.name(), "/", "seam", model);
  }

  private SeamView seam(Ask ask) {
    String name = ask.named("name");
    return desktop
        .sources()
        .desk()
        .seam(name)
        .orElseThrow(() -> PageProblem.notFound("The live rules have no seam " + name + "."));
  }

  private Optional<Report> report(SeamView seam) {
    return desktop.sources().reports().flatMap(reports -> reports.report(seam.name(), null));
  }

  private List<EventView> events(SeamView seam) {
    return desktop.sources().desk().history(0, LOOKED_AT).stream()
        .filter(event -> event.seam() == null || event.seam().equals(seam.name()))
        .filter(event -> !event.kind().equals("files-rejected"))
        .limit(SHOWN)
        .toList();
  }

  /** What a weight would move, as a part of the page. */
  PageAnswer preview(Ask ask) {
    var model = new HashMap<String, Object>();
    model.put("preview", preview(seam(ask), ask.query()));
    return desktop.fresh(ask, 0, "part/preview", model);
  }

  private @Nullable Previewed preview(SeamView seam, Form form) {
    if (form.get("weight").isEmpty()) {
      return null;
    }
    Percentage weight = weight(form);
    return weight == null
        ? new Previewed(form.get("weight"), form.wrong("weight"), null)
        : new Previewed(
            weight.toString(),
            null,
            desktop.sources().preview().of(seam.name(), weight).orElse(null));
  }

  /** A percentage; people leave its sign out. */
  private static @Nullable Percentage weight(Form form) {
    String text = form.required("weight", "the weight", 20);
    if (text == null) {
      return null;
    }
    try {
      return Percentage.parse(text.endsWith("%") ? text : text + "%");
    } catch (IllegalArgumentException e) {
      form.refuse("weight", String.valueOf(e.getMessage()));
      return null;
    }
  }

  PageAnswer override(Ask ask) {
    Deeds.guard(ask);
    Form form = ask.form();
    Percentage weight = weight(form);
    Duration span = span(form);
    Author author = Deeds.author(ask);
    if (weight == null || author == null || !form.isGood()) {
      return show(422, ask, form);
    }
    var operations = desktop.sources().operations();
    return Deeds.answer(
        operations.override(author, seam(ask).name(), weight, span, form.expected()),
        form,
        path(ask),
        status -> show(status, ask, form));
  }

  /** Null where it holds until somebody lifts it. */
  private static @Nullable Duration span(Form form) {
    String text = form.get("for", "lifted");
    try {
      return text.equals("lifted") ? null : Spans.duration(text);
    } catch (IllegalArgumentException e) {
      form.refuse("for", String.valueOf(e.getMessage()));
      return null;
    }
  }

  PageAnswer lift(Ask ask) {
    Deeds.guard(ask);
    Form form = ask.form();
    var author = new Author(by(ask), ask.visitor().from(), null);
    var operations = desktop.sources().operations();
    return Deeds.answer(
        operations.lift(author, seam(ask).name(), form.expected()),
        form,
        path(ask),
        status -> show(status, ask, form));
  }

  private static String by(Ask ask) {
    String name = ask.visitor().name();
    return name == null ? "operator" : name;
  }

  private static String path(Ask ask) {
    return Show.seam(ask.named("name"));
  }
}
