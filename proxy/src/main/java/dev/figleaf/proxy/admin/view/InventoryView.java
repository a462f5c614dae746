package dev.figleaf.proxy.admin.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which templates of endpoints are called, by the requests that were made.
 *
 * @param watching since when requests are counted, or null where none was yet
 * @param days of which the counts are
 * @param unnamed calls since the process began that had no room for a name
 * @param total templates that there are, of which the first are told
 */
public record InventoryView(
    @Nullable Instant watching, long days, long unnamed, long total, List<CalledView> templates) {
  public InventoryView {
    templates = List.copyOf(templates);
  }

  /**
   * A template, of one method, as one upstream answers it.
   *
   * @param template {@code (other)} where there was no room, {@code (not found)} where nothing is
   * @param seam to which it belonged when it was last called, or null
   * @param succeeded answers below 400
   * @param failed answers of 500 and more
   * @param clients about how many different addresses called
   * @param p50 in milliseconds, as the next one
   * @param cookies the share of calls with any cookie, from 0 to 1
   * @param sessions the share of calls with a cookie that names a session
   * @param writes whether the method may change something (RFC 9110 §9.2.1)
   * @param lastSuccess null for never
   */
  public record CalledView(
      String method,
      String template,
      String upstream,
      String route,
      @Nullable String seam,
      long calls,
      long succeeded,
      long failed,
      long clients,
      @Nullable Double p50,
      @Nullable Double p95,
      long bytesIn,
      long bytesOut,
      double cookies,
      double sessions,
      boolean writes,
      Instant first,
      Instant last,
      @Nullable Instant lastSuccess,
      List<CallerView> callers) {
    public CalledView {
      callers = List.copyOf(callers);
    }
  }

  /** Who called last, as it names itself. */
  public record CallerView(Instant at, String name) {}
}
