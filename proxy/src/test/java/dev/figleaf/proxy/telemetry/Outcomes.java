package dev.figleaf.proxy.telemetry;

import java.time.Instant;

/** Outcomes for tests. */
final class Outcomes {
  private Outcomes() {}

  /** A request in whose outcome every field has a value of its own. */
  static Outcome complete() {
    var outcome = answered(504);
    outcome.requestId = "req-1";
    outcome.traceId = "0af7651916cd43dd8448eb211c80319c";
    outcome.method = "GET";
    outcome.scheme = "https";
    outcome.host = "shop.example.com";
    outcome.path = "/api/catalog/items/7";
    outcome.rawQuery = "page=2";
    outcome.client = "203.0.113.9";
    outcome.peer = "10.0.0.1";
    outcome.userAgent = "curl/8.5.0";
    outcome.route = "catalog";
    outcome.upstream = "catalog";
    outcome.endpoint = "10.0.0.7:8082";
    outcome.seam = "catalog";
    outcome.draw = 0.1999999;
    outcome.cohortKey = "header:X-User-Id";
    outcome.revision = 7;
    outcome.code = "response-timeout";
    outcome.bytesIn = 12;
    outcome.bytesOut = 3_456;
    outcome.retries = 1;
    outcome.clientGone = true;
    return outcome;
  }

  /** The same, after everything that can be tried was. */
  static Outcome recovered() {
    var outcome = complete();
    outcome.hedged = true;
    outcome.rescued = "connect-failed";
    outcome.fallback = "upstream-reset";
    outcome.cache = CacheUse.MISS;
    outcome.parts = "user;ok, orders;timeout;default";
    return outcome;
  }

  /** A request that took 10 ms and reached every instant. */
  static Outcome answered(int status) {
    var outcome = new Outcome();
    outcome.status = status;
    outcome.startMillis = Instant.parse("2026-01-02T03:04:05.006Z").toEpochMilli();
    outcome.startNanos = 0;
    outcome.matchedNanos = 20_000;
    outcome.connectedNanos = 1_020_999;
    outcome.sentNanos = 1_100_000;
    outcome.headNanos = 8_100_000;
    outcome.endNanos = 10_000_000;
    return outcome;
  }
}
