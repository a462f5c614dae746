package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.report.SideBySide;
import dev.figleaf.proxy.shadow.report.Spans;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One difference: both answers beside each other, and an operator's word that it is meant. */
final class DifferencePage {
  private static final int SHOWN = 5;

  private final Desktop desktop;

  DifferencePage(Desktop desktop) {
    this.desktop = desktop;
  }

  PageAnswer show(Ask ask) {
    return show(200, ask, Form.empty());
  }

  private PageAnswer show(int status, Ask ask, Form form) {
    DifferenceReport found = difference(ask);
    List<String> examples =
        found.examples().stream().limit(SHOWN).map(kept -> SideBySide.of(kept.example())).toList();
    Map<String, Object> model =
        Map.of(
            "difference",
            found,
            "examples",
            examples,
            "form",
            form.suggest("until", "2w"),
            "seam",
            Show.seam(found.subject()));
    return desktop.page(status, ask, found.path(), "/", "difference", model);
  }

  private DifferenceReport difference(Ask ask) {
    String id = ask.named("id");
    return reports()
        .difference(id)
        .orElseThrow(() -> PageProblem.notFound("There is no difference " + id + "."));
  }

  private Reports reports() {
    return desktop
        .sources()
        .reports()
        .orElseThrow(() -> PageProblem.notFound("Nothing is compared here."));
  }

  PageAnswer accept(Ask ask) {
    Deeds.guard(ask);
    Form form = ask.form();
    Instant until = until(form);
    Author author = Deeds.author(ask);
    if (until == null || author == null) {
      return show(422, ask, form);
    }
    String id = ask.named("id");
    reports().accept(id, String.valueOf(author.because()), author.by(), until);
    return new PageAnswer.SeeOther("/shadow/differences/" + difference(ask).id());
  }

  private @Nullable Instant until(Form form) {
    try {
      String text = form.required("until", "its end", 40);
      return text == null ? null : Spans.until(text, desktop.now());
    } catch (IllegalArgumentException e) {
      form.refuse("until", String.valueOf(e.getMessage()));
      return null;
    }
  }

  PageAnswer revoke(Ask ask) {
    Deeds.guard(ask);
    DifferenceReport found = difference(ask);
    reports().revoke(found.id());
    return new PageAnswer.SeeOther("/shadow/differences/" + found.id());
  }
}
