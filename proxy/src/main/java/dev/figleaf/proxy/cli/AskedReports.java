package dev.figleaf.proxy.cli;

import static dev.figleaf.proxy.cli.AskedFacade.encoded;

import dev.figleaf.proxy.admin.view.ViewJson;
import dev.figleaf.proxy.shadow.Verdict.Standing;
import dev.figleaf.proxy.shadow.report.ExportFormat;
import dev.figleaf.proxy.shadow.report.ReportFormat;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a facade that runs, at its admin listener. */
final class AskedReports implements ReportSource {
  private final AskedFacade facade;

  AskedReports(AskedFacade facade) {
    this.facade = facade;
  }

  /** Asks one that wants no token. */
  AskedReports(URI facade) {
    this(new AskedFacade(facade, null, ""));
  }

  @Override
  public Said report(
      @Nullable String subject, ReportFormat format, @Nullable String since, boolean colour) {
    String path = subject == null ? "/api/shadow" : "/api/shadow/" + encoded(subject);
    String query = "?format=" + word(format) + (colour ? "&colour=true" : "");
    HttpResponse<String> answer =
        facade.get(path + query + (since == null ? "" : "&since=" + encoded(since)));
    return new Said(
        answer.body(),
        answer
            .headers()
            .firstValue("Figleaf-Verdict")
            .map(verdict -> Standing.valueOf(verdict.toUpperCase(Locale.ROOT)))
            .orElse(Standing.INSUFFICIENT));
  }

  @Override
  public String accept(String id, String because, String until, String by) {
    var body =
        ViewJson.MAPPER
            .createObjectNode()
            .put("because", because)
            .put("until", until)
            .put("by", by);
    String answer = facade.send("POST", acceptance(id), body).body();
    return AskedFacade.tree(answer).path("until").asText();
  }

  @Override
  public void revoke(String id) {
    facade.delete(acceptance(id));
  }

  @Override
  public String export(String id, ExportFormat format) {
    return facade
        .get("/api/shadow/differences/" + encoded(id) + "/export?as=" + word(format))
        .body();
  }

  /** Begins evidence anew. */
  void restart(String subject, String because) {
    var body = ViewJson.MAPPER.createObjectNode().put("because", because);
    facade.send("POST", "/api/shadow/" + encoded(subject) + "/restart", body);
  }

  /** What the control answers from now on, line by line; the stream ends by itself. */
  Stream<String> record(String subject, String time, int most) {
    return facade.lines(
        "/api/shadow/" + encoded(subject) + "/recording?for=" + encoded(time) + "&most=" + most,
        "application/x-ndjson");
  }

  private static String acceptance(String id) {
    return "/api/shadow/differences/" + encoded(id) + "/acceptance";
  }

  private static String word(Enum<?> format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    facade.close();
  }
}
