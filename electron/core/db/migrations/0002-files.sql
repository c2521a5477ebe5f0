-- Bytes lie in the files folder, each file under a key of its own that is kept only here.
CREATE TABLE file (
  sha256     TEXT PRIMARY KEY,
  key        TEXT NOT NULL,
  path       TEXT NOT NULL UNIQUE,   -- relative to the files folder
  size_bytes INTEGER NOT NULL,
  pages      INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A scan handed over with a dossier: it waits for its officer's signature, then its signed form travels.
CREATE TABLE attachment (
  sha256        TEXT NOT NULL REFERENCES file (sha256),
  dossier       TEXT NOT NULL,
  component     TEXT NOT NULL,
  name          TEXT NOT NULL,
  signed_sha256 TEXT REFERENCES file (sha256),
  PRIMARY KEY (dossier, component, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_sha256 ON attachment (sha256);
CREATE INDEX attachment_signed ON attachment (signed_sha256) WHERE signed_sha256 IS NOT NULL;
CREATE INDEX attachment_unsigned ON attachment (dossier) WHERE signed_sha256 IS NULL;

CREATE TABLE upload (
  sha256     TEXT NOT NULL REFERENCES file (sha256),
  dossier    TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'received', 'needs-officer')),
  tus_url    TEXT,
  sent_bytes INTEGER NOT NULL DEFAULT 0,
  attempts   INTEGER NOT NULL DEFAULT 0,
  problem    TEXT,
  PRIMARY KEY (sha256, dossier)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_waiting ON upload (state) WHERE state <> 'received';

CREATE TABLE draft (
  id         TEXT PRIMARY KEY,
  officer    TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  content    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
