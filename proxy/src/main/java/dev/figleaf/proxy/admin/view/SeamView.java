package dev.figleaf.proxy.admin.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seam, as it stands.
 *
 * @param at where it is written: file, line, column
 * @param weight what is live, such as {@code 20%}; {@code 0%} in a panic
 * @param written what the file says
 * @param override the override that holds, or null
 * @param panicked whether a panic holds it on {@code from}
 * @param observed the share of the last minute's requests that {@code to} answered, from 0 to 1, or
 *     null where there were none
 * @param routes the names of its routes
 * @param verdict what comparing says, or null where nothing is compared
 */
public record SeamView(
    String name,
    String at,
    String from,
    String to,
    String weight,
    String written,
    @Nullable OverrideView override,
    boolean panicked,
    @Nullable Double observed,
    double perSecond,
    long rescued,
    SideView fromSide,
    SideView toSide,
    List<String> routes,
    @Nullable VerdictView verdict) {

  /**
   * One side, within the last minute.
   *
   * @param errors the share of answers of 500 and more, or null where there were none
   * @param p50 in milliseconds, as the others
   */
  public record SideView(
      String upstream,
      double perSecond,
      @Nullable Double errors,
      @Nullable Double p50,
      @Nullable Double p95,
      @Nullable Double p99) {}

  /**
   * What comparing says.
   *
   * @param verdict {@code ready}, {@code not_ready} or {@code insufficient}
   * @param sentence why, in one line
   * @param differences that are open
   */
  public record VerdictView(
      String verdict, String sentence, long pairs, long differences, Instant made) {}
}
