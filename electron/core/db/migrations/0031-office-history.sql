-- Entries of the office's dossiers and documents as the portal holds them: those that other counters wrote, and those of this one that a restore lost. Each with its receipt, which proves it.
CREATE TABLE office_entry (
  lane         TEXT NOT NULL,
  hash         TEXT NOT NULL,
  place        INTEGER NOT NULL,    -- in the portal's order of the lane
  counter      INTEGER NOT NULL,    -- the counter's number; 0 the online desk
  officer_name TEXT,
  header       TEXT,                -- null: the entry stands in this journal
  salt         TEXT,
  payload      TEXT,                -- null once purged
  receipt      TEXT,
  told         INTEGER NOT NULL DEFAULT 1,   -- 0: the portal's last answer lacked it
  PRIMARY KEY (lane, hash)
) STRICT;

-- How far each lane's history was read, and whether it is to be read again.
CREATE TABLE office_history (
  lane     TEXT PRIMARY KEY,
  revision INTEGER NOT NULL DEFAULT 0,
  read_at  TEXT,                    -- ISO 8601 UTC
  due      INTEGER NOT NULL DEFAULT 0   -- epoch milliseconds of the news; 0: nothing is due
) STRICT, WITHOUT ROWID;
CREATE INDEX office_history_due ON office_history (due) WHERE due > 0;

-- Files of other counters' dossiers that somebody here looked at: no sweep takes them.
CREATE TABLE fetched_file (
  lane   TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES file (sha256),
  PRIMARY KEY (lane, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX fetched_file_by_hash ON fetched_file (sha256);
