package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.traffic.InventoryTap;
import dev.figleaf.routing.SimpleRequestHead;
import java.time.Duration;
import java.time.Instant;

/** A request of a test that has ended. */
final class Call {
  static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  final Outcome outcome = new Outcome();
  private final HeaderList headers = HeaderList.ofSize(4);

  private Call(String method, String path) {
    outcome.method = method;
    outcome.path = path;
    outcome.revision = 1;
    outcome.status = 200;
    outcome.upstream = "shop";
    outcome.route = "all";
    outcome.client = "10.0.0.1";
    at(NOW);
    took(Duration.ofMillis(7));
  }

  static Call get(String path) {
    return new Call("GET", path);
  }

  static Call of(String method, String path) {
    return new Call(method, path);
  }

  Call status(int status) {
    outcome.status = status;
    return this;
  }

  Call client(String address) {
    outcome.client = address;
    return this;
  }

  Call agent(String name) {
    outcome.userAgent = name;
    return this;
  }

  Call by(String upstream) {
    outcome.upstream = upstream;
    return this;
  }

  Call at(Instant time) {
    outcome.startMillis = time.toEpochMilli();
    return this;
  }

  Call took(Duration time) {
    outcome.startNanos = 0;
    outcome.endNanos = time.toNanos();
    return this;
  }

  Call cookies(String value) {
    headers.add("Cookie", value);
    return this;
  }

  Call seam(String name) {
    outcome.seam = name;
    return this;
  }

  void on(InventoryTap tap) {
    tap.saw(outcome, SimpleRequestHead.get(outcome.path), headers);
  }
}
