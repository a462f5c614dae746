package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.rules.RuleTexts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What other rule files would do. They are typed over those that are live, and kept nowhere. */
final class PreviewPage {
  /** What the names of fields with a file begin with. */
  private static final String FILE = "file:";

  private static final int MOST_FILES = 40;
  private static final int MOST_CHARACTERS = 1_000_000;

  private final Desktop desktop;
  private final RulePreview preview;

  PreviewPage(Desktop desktop, RulePreview preview) {
    this.desktop = desktop;
    this.preview = preview;
  }

  PageAnswer show(Ask ask) {
    return show(ask, ask.visitor().operator() ? live() : new TreeMap<>(), null);
  }

  private SortedMap<String, String> live() {
    RuleOperations operations = desktop.sources().operations();
    return operations.files(operations.state());
  }

  PageAnswer preview(Ask ask) {
    Deeds.guard(ask);
    SortedMap<String, String> typed = typed(ask.form());
    return show(ask, typed, typed.isEmpty() ? null : preview.of(RuleTexts.of(typed)));
  }

  /** What was typed into the fields of files; an empty one stands for a file that is gone. */
  private static SortedMap<String, String> typed(Form form) {
    SortedMap<String, String> files = form.texts(FILE);
    files.values().removeIf(String::isBlank);
    return files;
  }

  private PageAnswer show(Ask ask, Map<String, String> files, @Nullable DiffView diff) {
    boolean fits =
        files.size() <= MOST_FILES
            && files.values().stream().mapToInt(String::length).sum() <= MOST_CHARACTERS;
    List<RuleFile> shown =
        fits
            ? files.entrySet().stream()
                .map(file -> RuleFile.of(file.getKey(), file.getValue()))
                .toList()
            : List.of();
    var model = new HashMap<String, Object>();
    model.put("files", shown);
    model.put("fits", fits);
    model.put("diff", diff);
    return desktop.page(200, ask, "Preview", "/preview", "rule-preview", model);
  }
}
