-- Papers that citizens filed online and this counter has yet to fetch from the portal.
CREATE TABLE awaited_file (
  dossier    TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  component  TEXT NOT NULL,
  name       TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (dossier, sha256, component)
) STRICT, WITHOUT ROWID;
