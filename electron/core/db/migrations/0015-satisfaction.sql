-- Citizens' answers to the question how they were served. A visit's id is made for the question alone and stands nowhere else.
CREATE TABLE satisfaction (
  visit_id TEXT PRIMARY KEY,
  officer  TEXT NOT NULL,
  day      TEXT NOT NULL,   -- YYYY-MM-DD of the office
  level    TEXT NOT NULL CHECK (level IN ('satisfied', 'neutral', 'dissatisfied')),
  occasion TEXT NOT NULL CHECK (occasion IN ('receipt', 'return')),
  seq      INTEGER NOT NULL -- of its journal entry
) STRICT, WITHOUT ROWID;
CREATE INDEX satisfaction_day ON satisfaction (day, officer, level);
