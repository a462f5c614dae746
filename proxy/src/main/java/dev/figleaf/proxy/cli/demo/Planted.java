package dev.figleaf.proxy.cli.demo;

import dev.figleaf.proxy.shadow.Report.Cause;
import dev.figleaf.proxy.shadow.Report.Found;
import dev.figleaf.sample.catalog.Fault;
import java.util.Collection;
import java.util.stream.Collectors;

/** A fault of the extracted catalog, and the finding that names it in a report. */
public enum Planted {
  ROUNDING(Fault.ROUNDING, Cause.DIFFERENCE, "items/{id}", "body:$.price", "value"),
  MISSING(Fault.MISSING, Cause.DIFFERENCE, "items/{id}", "body:$.brand", "missing"),
  ORDER(Fault.ORDER, Cause.DIFFERENCE, "picks", "body:$.picks", "order"),
  SLOW(Fault.SLOW, Cause.SLOW, "items", "latency", "slow"),
  STALE(Fault.STALE, Cause.LAG, "items/{id}", "body:$.stock", "value");

  private final Fault fault;
  private final Cause cause;
  private final String template;
  private final String path;
  private final String kind;

  Planted(Fault fault, Cause cause, String template, String path, String kind) {
    this.fault = fault;
    this.cause = cause;
    this.template = "/api/catalog/" + template;
    this.path = path;
    this.kind = kind;
  }

  /** What the catalog service calls it. */
  public String word() {
    return fault.word();
  }

  /** A list as the catalog service reads and writes it. */
  public static String json(Collection<Planted> faults) {
    return faults.stream()
        .map(planted -> planted.fault)
        .sorted()
        .map(fault -> '"' + fault.word() + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Whether a report says just this. */
  boolean isNamedBy(Found found) {
    return found.cause() == cause
        && found.method().equals("GET")
        && found.template().equals(template)
        && found.path().equals(path)
        && found.kind().equals(kind);
  }
}
