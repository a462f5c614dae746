-- What was asked for, by whom it was answered. Times are milliseconds since 1970, days begin at midnight in UTC.

-- Counts of a day, added up over replicas. The last columns are steps of latency; `clients` is a sketch, which says how
-- many there were and not who.
CREATE TABLE figleaf_inventory_day (
  day BIGINT NOT NULL,
  key TEXT NOT NULL,
  calls BIGINT NOT NULL,
  succeeded BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  bytes_in BIGINT NOT NULL,
  bytes_out BIGINT NOT NULL,
  with_cookies BIGINT NOT NULL,
  with_session BIGINT NOT NULL,
  within_5 BIGINT NOT NULL,
  within_10 BIGINT NOT NULL,
  within_25 BIGINT NOT NULL,
  within_50 BIGINT NOT NULL,
  within_100 BIGINT NOT NULL,
  within_250 BIGINT NOT NULL,
  within_500 BIGINT NOT NULL,
  within_1000 BIGINT NOT NULL,
  within_2500 BIGINT NOT NULL,
  within_5000 BIGINT NOT NULL,
  within_10000 BIGINT NOT NULL,
  longer BIGINT NOT NULL,
  clients TEXT NOT NULL,
  PRIMARY KEY (day, key)
);

-- What is known of each for as long as it is known. A time of 0 is never; `callers` are lines of a time and a name.
CREATE TABLE figleaf_inventory_endpoint (
  key TEXT NOT NULL PRIMARY KEY,
  method TEXT NOT NULL,
  template TEXT NOT NULL,
  upstream TEXT NOT NULL,
  route TEXT NOT NULL,
  seam TEXT NOT NULL,
  calls BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  last_success_at BIGINT NOT NULL,
  callers TEXT NOT NULL
);
CREATE INDEX figleaf_inventory_endpoint_by_time ON figleaf_inventory_endpoint (last_at);

-- When somebody watched, day by day.
CREATE TABLE figleaf_inventory_watch (
  day BIGINT NOT NULL PRIMARY KEY,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
