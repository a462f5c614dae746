-- Times are milliseconds since 1970. Columns `key` stand for all that a row counts together, because what strangers ask
-- for is too long for an index of PostgreSQL.

CREATE TABLE figleaf_candidacy (
  id TEXT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,
  control TEXT NOT NULL,
  candidate TEXT NOT NULL,
  began BIGINT NOT NULL,
  ready TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX figleaf_candidacy_of_subject ON figleaf_candidacy (subject, began);

CREATE TABLE figleaf_count (
  candidacy TEXT NOT NULL,
  bucket BIGINT NOT NULL,
  key TEXT NOT NULL,
  method TEXT NOT NULL,
  template TEXT NOT NULL,
  status_class INTEGER NOT NULL,
  what TEXT NOT NULL,
  pattern TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (candidacy, bucket, key)
);
CREATE INDEX figleaf_count_by_time ON figleaf_count (bucket);

CREATE TABLE figleaf_latency (
  candidacy TEXT NOT NULL,
  bucket BIGINT NOT NULL,
  key TEXT NOT NULL,
  method TEXT NOT NULL,
  template TEXT NOT NULL,
  side TEXT NOT NULL,
  step INTEGER NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (candidacy, bucket, key)
);
CREATE INDEX figleaf_latency_by_time ON figleaf_latency (bucket);

CREATE TABLE figleaf_left_out (
  candidacy TEXT NOT NULL,
  bucket BIGINT NOT NULL,
  reason TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (candidacy, bucket, reason)
);
CREATE INDEX figleaf_left_out_by_time ON figleaf_left_out (bucket);

-- The ledger: what differs, and when it did so first and last.
CREATE TABLE figleaf_difference (
  id TEXT NOT NULL,
  candidacy TEXT NOT NULL,
  finding TEXT NOT NULL,
  subject TEXT NOT NULL,
  method TEXT NOT NULL,
  template TEXT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (id, candidacy, finding)
);
CREATE INDEX figleaf_difference_by_time ON figleaf_difference (last_at);

-- How often it did so, bucket by bucket.
CREATE TABLE figleaf_found (
  candidacy TEXT NOT NULL,
  bucket BIGINT NOT NULL,
  difference TEXT NOT NULL,
  finding TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (candidacy, bucket, difference, finding)
);
CREATE INDEX figleaf_found_by_time ON figleaf_found (bucket);
CREATE INDEX figleaf_found_of_difference ON figleaf_found (difference, finding);

CREATE TABLE figleaf_example (
  id TEXT NOT NULL PRIMARY KEY,
  difference TEXT NOT NULL,
  candidacy TEXT NOT NULL,
  at BIGINT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX figleaf_example_of_difference ON figleaf_example (difference, at);
CREATE INDEX figleaf_example_by_time ON figleaf_example (at);

CREATE TABLE figleaf_acceptance (
  id TEXT NOT NULL PRIMARY KEY,
  difference TEXT NOT NULL,
  because TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  ended BIGINT
);
CREATE INDEX figleaf_acceptance_of_difference ON figleaf_acceptance (difference);

-- The last batch of each writer: one whose commit was never heard of is not counted twice.
CREATE TABLE figleaf_batch (
  writer TEXT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL
);
