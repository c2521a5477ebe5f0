-- A dossier may come from the portal: received at another counter of the office, or filed online. Then no entry of this journal made it: last_seq is null.
CREATE TABLE dossier_next (
  rowid_     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  code       TEXT NOT NULL UNIQUE,
  revision   INTEGER NOT NULL,
  status     INTEGER NOT NULL,
  procedure_code TEXT NOT NULL,
  applicant_id_number TEXT,
  received_at TEXT NOT NULL,
  due_at     TEXT,
  last_seq   INTEGER REFERENCES journal (seq),
  state      TEXT NOT NULL,
  applicant_name TEXT NOT NULL DEFAULT '',
  procedure_name TEXT NOT NULL DEFAULT '',
  officer    TEXT NOT NULL DEFAULT '',
  unit       TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO dossier_next SELECT rowid_, id, code, revision, status, procedure_code, applicant_id_number, received_at, due_at, last_seq, state, applicant_name, procedure_name, officer, unit FROM dossier;
DROP TABLE dossier;
ALTER TABLE dossier_next RENAME TO dossier;
CREATE INDEX dossier_received ON dossier (received_at DESC);
CREATE INDEX dossier_same_person ON dossier (applicant_id_number, procedure_code) WHERE applicant_id_number IS NOT NULL;
CREATE INDEX dossier_open ON dossier (status, due_at, officer, unit) WHERE status NOT IN (3, 8, 10);

-- What the portal says of a dossier while entries of this counter are on their way to it: taken once they have arrived, or shown beside them in a conflict.
CREATE TABLE dossier_at_portal (
  id    TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
