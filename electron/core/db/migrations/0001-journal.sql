-- The journal is the record, the audit trail and, with the delivery row beside it, the outbox (design/architecture.md).
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  seq           INTEGER PRIMARY KEY,
  epoch         INTEGER NOT NULL,
  version       INTEGER NOT NULL,
  kind          TEXT NOT NULL,
  officer       TEXT NOT NULL,
  dossier       TEXT,
  base_revision INTEGER NOT NULL,
  at            TEXT NOT NULL,
  salt          BLOB NOT NULL,
  payload       TEXT,            -- NULL once purged at the end of its retention
  payload_hash  TEXT NOT NULL,
  previous      TEXT NOT NULL,
  hash          TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX journal_dossier ON journal (dossier, seq) WHERE dossier IS NOT NULL;

CREATE TABLE delivery (
  seq        INTEGER PRIMARY KEY REFERENCES journal (seq),
  lane       TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'received', 'needs-officer')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  answered_at TEXT,              -- when the portal last answered for this entry
  problem    TEXT,
  receipt    TEXT,
  CHECK ((state = 'received') = (receipt IS NOT NULL))
) STRICT;
CREATE INDEX delivery_waiting ON delivery (seq, lane, state) WHERE state <> 'received';
CREATE INDEX delivery_lane ON delivery (lane, seq) WHERE state <> 'received';

CREATE TABLE dossier (
  rowid_     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  code       TEXT NOT NULL UNIQUE,
  revision   INTEGER NOT NULL,
  status     INTEGER NOT NULL,
  procedure_code TEXT NOT NULL,
  applicant_id_number TEXT,
  received_at TEXT NOT NULL,
  due_at     TEXT,
  last_seq   INTEGER NOT NULL REFERENCES journal (seq),
  state      TEXT NOT NULL       -- the whole folded dossier, JSON
) STRICT;
CREATE INDEX dossier_received ON dossier (received_at DESC);
CREATE INDEX dossier_same_person ON dossier (applicant_id_number, procedure_code) WHERE applicant_id_number IS NOT NULL;
CREATE VIRTUAL TABLE dossier_search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3');

-- Every number of a legal series that was ever issued or voided here: none is given twice.
CREATE TABLE issued_number (
  series  TEXT NOT NULL,
  day     TEXT NOT NULL,
  serial  INTEGER NOT NULL,
  dossier TEXT,
  seq     INTEGER NOT NULL REFERENCES journal (seq),
  PRIMARY KEY (series, day, serial)
) STRICT, WITHOUT ROWID;
