package dev.figleaf.proxy.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request as one line of the access log; {@code docs/access-log.md} names the fields.
 *
 * <p>A field that does not apply is left out. Nothing that identifies or authenticates a client
 * beyond its address is here: no cookie, no credential, no value of a cohort key. Used by one
 * thread.
 */
final class AccessLine {
  private final boolean query;
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  /**
   * @param query whether query strings are written
   */
  AccessLine(boolean query) {
    this.query = query;
  }

  boolean hasQuery() {
    return query;
  }

  void write(Outcome outcome, JsonLines json) {
    json.begin();
    json.name("time");
    time(outcome.startMillis, json);
    text("request_id", outcome.requestId, json);
    text("trace_id", outcome.traceId, json);
    request(outcome, json);
    decision(outcome, json);
    durations(outcome, json);
    number("bytes_in", outcome.bytesIn, json);
    number("bytes_out", outcome.bytesOut, json);
    if (outcome.retries > 0) {
      number("retries", outcome.retries, json);
    }
    if (outcome.hedged) {
      json.name("hedged");
      json.bool(true);
    }
    text("rescued", outcome.rescued, json);
    text("fallback", outcome.fallback, json);
    text("cache", outcome.cache == null ? null : outcome.cache.word(), json);
    text("parts", outcome.parts, json);
    if (outcome.clientGone) {
      json.name("client_gone");
      json.bool(true);
    }
    text("user_agent", outcome.userAgent, json);
    json.end();
  }

  private void request(Outcome outcome, JsonLines json) {
    text("client", outcome.client, json);
    if (!outcome.peer.equals(outcome.client)) {
      text("peer", outcome.peer, json);
    }
    text("method", outcome.method, json);
    text("scheme", outcome.scheme, json);
    text("host", outcome.host, json);
    text("path", outcome.path, json);
    text("query", query ? outcome.rawQuery : null, json);
    text("protocol", outcome.protocol, json);
  }

  private static void decision(Outcome outcome, JsonLines json) {
    number("status", outcome.status, json);
    text("code", outcome.code, json);
    text("route", outcome.route, json);
    text("upstream", outcome.upstream, json);
    text("endpoint", outcome.endpoint, json);
    text("seam", outcome.seam, json);
    if (!Double.isNaN(outcome.draw)) {
      json.name("share");
      // Cut, never rounded: weights have five places, so a share in the log is never across one.
      json.decimal((long) (outcome.draw * 1_000_000), 6, 1_000_000);
    }
    text("cohort_key", outcome.cohortKey, json);
    number("revision", outcome.revision, json);
  }

  private static void durations(Outcome outcome, JsonLines json) {
    millis("total_ms", outcome.startNanos, outcome.endNanos, json);
    millis("match_ms", outcome.startNanos, outcome.matchedNanos, json);
    millis("connect_ms", outcome.matchedNanos, outcome.connectedNanos, json);
    millis("send_ms", outcome.connectedNanos, outcome.sentNanos, json);
    millis("head_ms", outcome.sentNanos, outcome.headNanos, json);
    millis("body_ms", outcome.headNanos, outcome.endNanos, json);
  }

  private static void millis(String name, long from, long to, JsonLines json) {
    var nanos = Outcome.between(from, to);
    if (nanos >= 0) {
      json.name(name);
      json.decimal(nanos / 1_000, 3, 1_000);
    }
  }

  private static void number(String name, long value, JsonLines json) {
    json.name(name);
    json.number(value);
  }

  private static void text(String name, @Nullable String value, JsonLines json) {
    if (value != null) {
      json.name(name);
      json.string(value);
    }
  }

  /** RFC 3339 in UTC; the text of a second is kept for the lines that share it. */
  private void time(long millis, JsonLines json) {
    long now = Math.floorDiv(millis, 1_000L);
    if (now != second) {
      var text = Instant.ofEpochSecond(now).toString();
      second = now;
      secondText = '"' + text.substring(0, text.length() - 1) + '.';
    }
    json.ascii(secondText);
    int rest = Math.floorMod(millis, 1_000);
    json.ascii(rest < 10 ? "00" : rest < 100 ? "0" : "");
    json.number(rest);
    json.ascii("Z\"");
  }
}
