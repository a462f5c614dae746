-- What is live is the fold of these events. `revision` is the place of each, from 1.
CREATE TABLE figleaf_rule_event (
  revision BIGINT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at BIGINT NOT NULL,
  replica TEXT NOT NULL,
  author TEXT NOT NULL,
  because TEXT,
  kind TEXT NOT NULL,
  texts TEXT,
  content TEXT NOT NULL
);
CREATE INDEX figleaf_rule_event_by_time ON figleaf_rule_event (at);

-- The end of the history: who adds events says what it was before.
CREATE TABLE figleaf_rule_end (
  one BIGINT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,
  id TEXT NOT NULL
);
INSERT INTO figleaf_rule_end (one, revision, id) VALUES (1, 0, '');

-- States to fold from, so that nobody reads all events, and old ones can go.
CREATE TABLE figleaf_rule_base (
  revision BIGINT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  texts TEXT,
  content TEXT NOT NULL
);

-- The files of a rule set, as they were written.
CREATE TABLE figleaf_rule_texts (
  hash TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  length BIGINT NOT NULL,
  content TEXT NOT NULL
);

CREATE TABLE figleaf_replica (
  name TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,
  seen BIGINT NOT NULL
);
