-- With whom the papers are, or to whom they are on their way, once they were handed over: the list of what was handed to an officer. Null for one without an account here.
ALTER TABLE dossier ADD COLUMN with_officer TEXT;
ALTER TABLE dossier ADD COLUMN taken INTEGER NOT NULL DEFAULT 1;  -- 0 while nobody has signed for them
UPDATE dossier SET
  with_officer = CASE WHEN state -> '$.handOvers[#-1].declined' = 'null' THEN state ->> '$.handOvers[#-1].to.officerId' ELSE state ->> '$.handOvers[#-1].from.officerId' END,
  taken = NOT (state -> '$.handOvers[#-1].declined' = 'null' AND state -> '$.handOvers[#-1].takenAt' = 'null')
  WHERE state -> '$.handOvers[#-1]' IS NOT NULL;
CREATE INDEX dossier_with ON dossier (with_officer, taken, due_at) WHERE with_officer IS NOT NULL AND status NOT IN (3, 8, 10);

-- Papers refused at the counter, as a list by day.
CREATE INDEX journal_refused ON journal (at) WHERE kind = 'counter.refused';
