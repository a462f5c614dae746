package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.Environment;
import dev.figleaf.rules.ReadResult;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One rule set with something of everything, and secrets in every place that may hold one. */
final class SampleRules {
  static final String SECRET = "s3cr3t";
  static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

  private static final String YAML =
      """
      version: 1
      upstreams:
        monolith:
          url: "http://127.0.0.1:1"
          timeout: { response: 5s }
          balance: round-robin
          ejection: { enabled: false }
          bulkhead: 7
          breaker: { failure-rate: 20%, open-for: 30s, slow-call: 1s, count: [5xx, 429] }
          retry: 0
        catalog:
          url: https://127.0.0.1:2
          host: ${SECRET}
          health: { path: "/${SECRET}", interval: 2s }
          tls: { server-name: "${SECRET}", certificate: /etc/cert.pem, key: /etc/s3cr3t.pem }
      seams:
        catalog: { from: monolith, to: catalog, weight: 20%, cohort: [header:X-User-Id, ip], rescue: off }
      routes:
        - name: catalog
          match: { path: /api/catalog/**, methods: [GET], headers: { X-Client: mobile } }
          seam: catalog
          deadline: 3s
          hedge: p95
          fallback: { status: 203, headers: { X-Note: s3cr3t }, body: s3cr3t }
        - name: internal
          match:
            path: /internal/**
            headers: { X-Key: "${SECRET}", X-Start: { prefix: "${SECRET}" } }
            query: { k: { regex: "${SECRET}.*" } }
            cookies: { c: { present: true }, d: { absent: true } }
          to: monolith
          headers: { request: { set: { Authorization: "Bearer s3cr3t" } } }
          rewrite: { path: "/${SECRET}/{rest}", host: "${SECRET}" }
        - name: moved
          match: /old/{id}
          redirect: { to: "/new/{id}", status: 308 }
        - name: away
          match: /away
          redirect: { to: "https://${SECRET}/", status: 302 }
        - name: fixed
          match: /fixed
          respond: { status: 200, headers: { X-Note: s3cr3t }, body: s3cr3t }
      """;

  private SampleRules() {}

  static Snapshot snapshot(long revision) {
    RuleSet rules = rules();
    return new Snapshot(revision, SINCE, rules, RouteTable.compile(rules), List.of());
  }

  static Loaded loaded() {
    RuleSet rules = rules();
    return new Loaded.Ok(rules, RouteTable.compile(rules), List.of(), "1", RuleTexts.NONE);
  }

  private static RuleSet rules() {
    var reader = new RuleReader(Environment.of(Map.of("SECRET", SECRET)));
    return switch (reader.read(Map.of("shop.yaml", YAML))) {
      case ReadResult.Ok read -> read.rules();
      case ReadResult.Rejected(var problems, _, _) -> throw new AssertionError(problems.toString());
    };
  }
}
