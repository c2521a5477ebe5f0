-- The revision that the portal had of the dossier when a step was let stand here: what it tells of later is news. 0: it had none. Null: it has not told since.
ALTER TABLE withdrawn ADD COLUMN portal_revision INTEGER;
