package dev.figleaf.proxy.shadow;

import dev.figleaf.rules.ReadySpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one seam, as a whole and endpoint by endpoint. A candidate that was changed is
 * another one: then begin a new one of these. Bounded; safe to share.
 */
public final class SeamEvidence {
  /** The most endpoints that are judged by themselves; more are one together. */
  public static final int MOST = 1_000;

  private final ReadySpec ready;
  private final Evidence whole;
  private final Map<String, Evidence> endpoints = new TreeMap<>();
  private final Coverage coverage = new Coverage();

  public SeamEvidence(ReadySpec ready) {
    this.ready = ready;
    this.whole = new Evidence(ready.latency());
  }

  /**
   * Takes a pair in of which both sides answered.
   *
   * @param status of the control
   */
  public void compared(
      String method,
      String template,
      int status,
      Finding finding,
      Duration byControl,
      Duration byCandidate) {
    coverage.compared(method, template, status);
    whole.compared(finding, byControl, byCandidate);
    endpoint(method, template).compared(finding, byControl, byCandidate);
  }

  /** Takes a pair in of which only the candidate failed. */
  public void failed(String method, String template) {
    whole.failed();
    endpoint(method, template).failed();
  }

  /** Takes in what a client was answered, shadowed or not. */
  public void live(String method, String template, int status) {
    coverage.live(method, template, status);
  }

  private synchronized Evidence endpoint(String method, String template) {
    String name = method + " " + template;
    String key =
        endpoints.size() < MOST || endpoints.containsKey(name) ? name : EndpointTemplates.OTHER;
    return endpoints.computeIfAbsent(key, _ -> new Evidence(ready.latency()));
  }

  /** What is said about the seam. */
  public Verdict verdict() {
    return whole.judge(ready, coverage.share());
  }

  /** What is said about one endpoint; empty where nothing was seen of it. */
  public Optional<Verdict> verdict(String method, String template) {
    return Optional.ofNullable(evidence(method + " " + template))
        .map(evidence -> evidence.judge(ready, 1));
  }

  private synchronized @Nullable Evidence evidence(String endpoint) {
    return endpoints.get(endpoint);
  }

  /** The evidence of the whole seam. */
  public Evidence whole() {
    return whole;
  }

  /** The evidence by endpoint, {@code GET /api/orders/{id}}. */
  public synchronized Map<String, Evidence> endpoints() {
    return Map.copyOf(endpoints);
  }

  public Coverage coverage() {
    return coverage;
  }
}
