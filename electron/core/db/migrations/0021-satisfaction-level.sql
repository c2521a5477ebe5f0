-- The three levels are very satisfied, satisfied and dissatisfied (domain/brief.md, 7). Answers to the earlier question keep the word they were given in.
CREATE TABLE rating (
  visit_id TEXT PRIMARY KEY,
  officer  TEXT NOT NULL,
  day      TEXT NOT NULL,   -- YYYY-MM-DD of the office
  level    TEXT NOT NULL CHECK (level IN ('very-satisfied', 'satisfied', 'neutral', 'dissatisfied')),
  occasion TEXT NOT NULL CHECK (occasion IN ('receipt', 'return')),
  seq      INTEGER NOT NULL -- of its journal entry
) STRICT, WITHOUT ROWID;
INSERT INTO rating SELECT visit_id, officer, day, level, occasion, seq FROM satisfaction;
DROP TABLE satisfaction;
ALTER TABLE rating RENAME TO satisfaction;
CREATE INDEX satisfaction_day ON satisfaction (day, officer, level);
