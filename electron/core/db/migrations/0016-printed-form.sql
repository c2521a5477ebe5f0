-- Papers that were printed here, so that the next copy says BẢN IN LẠI, and the number each was given. `paper` names what the paper tells: forms/printed-forms.ts.
CREATE TABLE printed_form (
  paper    TEXT PRIMARY KEY,
  number   TEXT,
  first_at TEXT,                       -- when the first copy came out; NULL until one did
  copies   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- What was received before this table is taken as printed.
INSERT INTO printed_form (paper, first_at, copies) SELECT 'receipt/' || id, received_at, 1 FROM dossier WHERE last_seq IS NOT NULL;
