-- Scans and signed files of steps an officer withdrew: kept as any dossier's are, because the journal goes on naming them.
CREATE TABLE withdrawn_file (
  sha256 TEXT PRIMARY KEY REFERENCES file (sha256)
) STRICT, WITHOUT ROWID;
