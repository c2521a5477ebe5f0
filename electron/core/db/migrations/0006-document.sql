-- Documents of the agency: results, outgoing documents, digitised copies. The row is a projection of its entries, made here, pulled from the portal or brought on a stick.
CREATE TABLE document (
  id         TEXT PRIMARY KEY,
  revision   INTEGER NOT NULL,
  stage      TEXT NOT NULL CHECK (stage IN ('waits-person', 'waits-agency', 'issued', 'returned')),
  dossier    TEXT,
  sha256     TEXT NOT NULL,       -- the newest file; it may still be on its way here
  changed_at TEXT NOT NULL,
  state      TEXT NOT NULL        -- the whole folded document, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX document_by_stage ON document (stage, changed_at);
CREATE INDEX document_by_dossier ON document (dossier) WHERE dossier IS NOT NULL;

-- Every file a document ever was: none is swept.
CREATE TABLE document_file (
  sha256   TEXT NOT NULL REFERENCES file (sha256),
  document TEXT NOT NULL REFERENCES document (id),
  PRIMARY KEY (sha256, document)
) STRICT, WITHOUT ROWID;

-- Sealed here, and its time not yet proved by a time stamp.
CREATE TABLE stamping (
  document TEXT PRIMARY KEY REFERENCES document (id),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at  INTEGER NOT NULL,      -- epoch milliseconds
  problem  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX stamping_due ON stamping (next_at);
