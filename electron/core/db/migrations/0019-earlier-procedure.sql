-- A version announced before its day does not put an end to the one in force: the newest version stands in `procedure`, those before it here, and the day chooses.
CREATE TABLE earlier_procedure (
  code    TEXT NOT NULL,
  version INTEGER NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;
