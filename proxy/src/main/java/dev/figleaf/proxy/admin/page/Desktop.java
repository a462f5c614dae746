package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.StatusView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes pages of templates, with the frame around them. */
final class Desktop {
  private final PageSources sources;
  private final Templates templates = new Templates();
  private final Assets assets = new Assets();

  Desktop(PageSources sources) {
    this.sources = sources;
  }

  PageSources sources() {
    return sources;
  }

  Assets assets() {
    return assets;
  }

  Instant now() {
    return sources.clock().instant();
  }

  /** A page that figures are kept fresh on. */
  PageAnswer live(Ask ask, String title, String here, String template, Map<String, Object> model) {
    return page(200, frame(ask, title, here, ask.path()), template, model);
  }

  /** A page that stays as it is but for what stands around it. */
  PageAnswer page(
      int status, Ask ask, String title, String here, String template, Map<String, Object> model) {
    return page(status, frame(ask, title, here, "/status"), template, model);
  }

  private PageAnswer page(int status, Frame frame, String template, Map<String, Object> model) {
    var all = new HashMap<>(model);
    all.put("frame", frame);
    return new PageAnswer.Html(status, templates.make(template, all));
  }

  /** What has changed of a page: the status line, and all else where another revision is live. */
  PageAnswer fresh(Ask ask, long shown, String template, Map<String, Object> model) {
    Frame frame = frame(ask, "", "", null);
    var all = new HashMap<>(model);
    all.put("frame", frame);
    all.put("changed", frame.revision() != shown);
    return PageAnswer.Html.ok(templates.make(template, all));
  }

  private Frame frame(Ask ask, String title, String here, @Nullable String path) {
    StatusView status = sources.desk().status();
    return new Frame(
        title,
        here,
        path,
        ask.visitor(),
        status,
        sources.rulePreview().isPresent(),
        sources.endpoints().isPresent(),
        done(ask),
        assets,
        now());
  }

  private @Nullable EventView done(Ask ask) {
    long revision = Ask.number(ask.query().get("done"));
    return revision == 0 ? null : sources.desk().event(revision).orElse(null);
  }

  /** A page without anything of the facade's on it, for who may not see that, or when all fails. */
  PageAnswer bare(int status, String title, String template, Map<String, Object> model) {
    return page(
        status,
        new Frame(title, "", null, Visitor.NOBODY, null, false, false, null, assets, now()),
        template,
        model);
  }

  PageAnswer problem(PageProblem problem) {
    return bare(
        problem.status(),
        problem.title(),
        "problem",
        Map.of("title", problem.title(), "sentence", problem.sentence()));
  }
}
