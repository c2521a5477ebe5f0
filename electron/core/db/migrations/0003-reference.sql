-- What the portal decides and this counter only reads: organisations, calendar, forms, officers; the catalogue apart because it is searched.
CREATE TABLE reference (
  kind  TEXT NOT NULL,
  id    TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE procedure (
  rowid_ INTEGER PRIMARY KEY,
  code   TEXT NOT NULL UNIQUE,
  words  TEXT NOT NULL,              -- name, code and field folded for search
  uses   INTEGER NOT NULL DEFAULT 0, -- how often this counter received it: the common ones come first
  value  TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE procedure_search USING fts5 (words, content = 'procedure', content_rowid = 'rowid_', tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3');
CREATE TRIGGER procedure_added AFTER INSERT ON procedure BEGIN
  INSERT INTO procedure_search (rowid, words) VALUES (new.rowid_, new.words);
END;
CREATE TRIGGER procedure_changed AFTER UPDATE OF words ON procedure BEGIN
  INSERT INTO procedure_search (procedure_search, rowid, words) VALUES ('delete', old.rowid_, old.words);
  INSERT INTO procedure_search (rowid, words) VALUES (new.rowid_, new.words);
END;
