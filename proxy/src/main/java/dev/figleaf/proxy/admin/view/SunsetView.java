package dev.figleaf.proxy.admin.view;

import dev.figleaf.proxy.admin.view.InventoryView.CallerView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the monolith was not called for with success for so many days.
 *
 * @param days that were asked for
 * @param watching since when requests are counted, or null where none was yet
 * @param daysWatched on how many of these days somebody watched
 * @param enough whether requests were counted for all of that time
 * @param sentence what may be said of it, and what may not
 * @param total templates of the monolith that are known
 * @param templates those without success since then, the longest silent first
 */
public record SunsetView(
    String upstream,
    int days,
    @Nullable Instant watching,
    long daysWatched,
    boolean enough,
    String sentence,
    long total,
    List<SilentView> templates) {
  public SunsetView {
    templates = List.copyOf(templates);
  }

  /**
   * A template without success.
   *
   * @param last when it was called last, however that ended
   * @param lastSuccess null for never
   * @param answeredBy who else answered the same with success since then
   */
  public record SilentView(
      String method,
      String template,
      Instant first,
      Instant last,
      @Nullable Instant lastSuccess,
      List<CallerView> callers,
      List<String> answeredBy) {
    public SilentView {
      callers = List.copyOf(callers);
      answeredBy = List.copyOf(answeredBy);
    }
  }
}
