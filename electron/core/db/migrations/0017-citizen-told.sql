-- That the citizen was told of a refused dossier whose receipt she holds; the journal's entry `citizen.told` says the same.
CREATE TABLE citizen_told (
  seq     INTEGER PRIMARY KEY REFERENCES journal (seq),   -- the refused entry
  told_by INTEGER NOT NULL REFERENCES journal (seq)       -- the entry that says so
) STRICT;
