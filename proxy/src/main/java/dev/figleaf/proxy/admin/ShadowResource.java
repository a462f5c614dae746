package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.shadow.DifferenceReport;
import dev.figleaf.proxy.shadow.Report;
import dev.figleaf.proxy.shadow.Reports;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.shadow.report.ExportFormat;
import dev.figleaf.proxy.shadow.report.ReportFormat;
import dev.figleaf.proxy.shadow.report.ReportJson;
import dev.figleaf.proxy.shadow.report.Spans;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known about candidates, in the form that is asked for. */
final class ShadowResource {
  /** Where a script finds the verdict, whatever the form of the report. */
  static final String VERDICT = "Figleaf-Verdict";

  private static final String PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final ShadowSources sources;
  private final Blocking blocking;

  ShadowResource(ShadowSources sources, Blocking blocking) {
    this.sources = sources;
    this.blocking = blocking;
  }

  void list(RoutingContext context) {
    Query query = query(context);
    if (query != null) {
      blocking.run(
          context,
          () -> sources.reports().all(query.since()),
          all -> answer(context, query, Reports.standing(all), text(query, all)));
    }
  }

  private static String text(Query query, List<Report> all) {
    return query.format().all(all, query.colour());
  }

  void show(RoutingContext context) {
    Query query = query(context);
    if (query == null) {
      return;
    }
    String subject = named(context, "subject");
    blocking.run(
        context,
        () -> sources.reports().report(subject, query.since()).orElseThrow(() -> unknown(subject)),
        report ->
            answer(
                context,
                query,
                report.verdict().standing(),
                query.format().one(report, query.colour())));
  }

  void differences(RoutingContext context) {
    Query query = query(context);
    if (query == null) {
      return;
    }
    String subject = named(context, "subject");
    blocking.run(
        context,
        () ->
            sources
                .reports()
                .differences(subject, query.since())
                .orElseThrow(() -> unknown(subject)),
        all -> send(context, Answer.JSON, ReportJson.differences(subject, all)));
  }

  void difference(RoutingContext context) {
    withDifference(context, found -> send(context, Answer.JSON, ReportJson.difference(found)));
  }

  void export(RoutingContext context) {
    Optional<ExportFormat> format = constant(ExportFormat.values(), context, "as", "curl");
    if (format.isEmpty()) {
      Refusal.badParameter("as is one of " + words(ExportFormat.values())).send(context);
      return;
    }
    withDifference(
        context, found -> send(context, format.get().mediaType(), format.get().of(found)));
  }

  private void withDifference(RoutingContext context, Consumer<DifferenceReport> then) {
    String id = named(context, "id");
    blocking.run(
        context,
        () -> sources.reports().difference(id).orElseThrow(() -> unknownDifference(id)),
        then);
  }

  /** What the path names; the route has it. */
  static String named(RoutingContext context, String parameter) {
    return Objects.requireNonNull(context.pathParam(parameter));
  }

  static Refusal unknown(String subject) {
    return new Refusal(
        404,
        "unknown-subject",
        "Nothing has been compared under the name " + subject + "; /api/shadow lists what has.");
  }

  static Refusal unknownDifference(String id) {
    return new Refusal(404, "unknown-difference", "There is no difference " + id + ".");
  }

  /** What is asked for. */
  private record Query(ReportFormat format, @Nullable Instant since, boolean colour) {}

  private @Nullable Query query(RoutingContext context) {
    Optional<ReportFormat> format = constant(ReportFormat.values(), context, "format", "json");
    if (format.isEmpty()) {
      Refusal.badParameter("format is one of " + words(ReportFormat.values())).send(context);
      return null;
    }
    try {
      String since = context.request().getParam("since");
      return new Query(
          format.get(),
          since == null ? null : Spans.since(since, sources.clock().instant()),
          "true".equals(context.request().getParam("colour")));
    } catch (IllegalArgumentException e) {
      Refusal.badParameter("since: " + e.getMessage()).send(context);
      return null;
    }
  }

  private static <E extends Enum<E>> Optional<E> constant(
      E[] all, RoutingContext context, String name, String absent) {
    String word = context.request().getParam(name, absent);
    return Arrays.stream(all).filter(one -> word(one).equals(word)).findFirst();
  }

  private static String words(Enum<?>[] all) {
    return Arrays.stream(all).map(ShadowResource::word).collect(Collectors.joining(", "));
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  private static void answer(RoutingContext context, Query query, Standing standing, String text) {
    context.response().putHeader(VERDICT, word(standing));
    if (query.format() == ReportFormat.HTML) {
      context.response().putHeader("Content-Security-Policy", PAGE_POLICY);
    }
    send(context, query.format().mediaType(), text);
  }

  private static void send(RoutingContext context, String mediaType, String text) {
    Answer.send(context.request(), 200, mediaType, Buffer.buffer(text));
  }
}
