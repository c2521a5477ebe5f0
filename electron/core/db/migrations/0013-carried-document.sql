-- A document that came on a stick before the portal told of it: what was done to it here since then waits until the portal has it as far as it was brought.
CREATE TABLE carried_document (
  document  TEXT NOT NULL REFERENCES document (id),
  revision  INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,     -- this counter's last entry before it came
  PRIMARY KEY (document, revision)
) STRICT, WITHOUT ROWID;
