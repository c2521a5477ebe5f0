-- Scans that this disk did not give back whole when they were to be signed: told until whole bytes came in again, or the officer asks to try anew.
CREATE TABLE damaged_file (
  sha256 TEXT PRIMARY KEY REFERENCES file (sha256) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
