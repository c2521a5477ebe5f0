-- What lists and searches read of a dossier, beside its state, so that a line of a list costs no parsing.
ALTER TABLE dossier ADD COLUMN applicant_name TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN procedure_name TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN officer TEXT NOT NULL DEFAULT '';  -- who received it
ALTER TABLE dossier ADD COLUMN unit TEXT NOT NULL DEFAULT '';     -- who decides it
UPDATE dossier SET
  applicant_name = coalesce(state ->> '$.applicant.fullName', ''),
  procedure_name = coalesce(state ->> '$.procedure.name', ''),
  officer = coalesce(state ->> '$.receivedBy.officerId', ''),
  unit = coalesce(state ->> '$.procedure.decidingAgency', state ->> '$.agency.name', '');
-- Those still open: a few thousand of a million.
CREATE INDEX dossier_open ON dossier (status, due_at) WHERE status NOT IN (3, 8, 10);

-- Every beginning of a word up to seven letters, as long as a Vietnamese syllable gets, has its own list in the order of the rows: the newest twenty of a common
-- word are its first twenty, and nothing is merged or sorted. Without positions (detail = none) this is smaller than positions with two such lists.
DROP TABLE dossier_search;
CREATE VIRTUAL TABLE dossier_search USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3 4 5 6 7');
INSERT INTO dossier_search (rowid, words)
  SELECT rowid_, fold_for_search(concat_ws(' ', code, applicant_name, applicant_id_number, replace(state ->> '$.applicant.phone', '+84', '0'), procedure_code, procedure_name)) FROM dossier;
