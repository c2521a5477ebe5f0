-- Whose dossier it is where another handed it in: found by name and number, and asked for before the same is received twice.
ALTER TABLE dossier ADD COLUMN owner_id_number TEXT;
UPDATE dossier SET owner_id_number = state ->> '$.owner.idNumber' WHERE state ->> '$.owner.fullName' IS NOT NULL;
CREATE INDEX dossier_of_owner ON dossier (owner_id_number, procedure_code) WHERE owner_id_number IS NOT NULL;
INSERT OR REPLACE INTO dossier_search (rowid, words)
  SELECT rowid_, fold_for_search(concat_ws(' ', code, state ->> '$.filed.code', applicant_name, applicant_id_number, replace(state ->> '$.applicant.phone', '+84', '0'), state ->> '$.owner.fullName', owner_id_number, procedure_code, procedure_name))
    FROM dossier WHERE state ->> '$.owner.fullName' IS NOT NULL;

-- Whether the term stands still; it can do so beneath a withdrawal that is asked for.
ALTER TABLE dossier ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
UPDATE dossier SET paused = 1 WHERE status IN (5, 6) OR (status = 7 AND state ->> '$.returnTo[#-1]' IN (5, 6));
DROP INDEX dossier_open;
CREATE INDEX dossier_open ON dossier (status, due_at, officer, unit, paused) WHERE status NOT IN (3, 8, 10);
