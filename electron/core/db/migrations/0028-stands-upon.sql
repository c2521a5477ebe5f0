-- The revision that the portal had of the dossier when a step was let stand here: what it tells of later is news. 0: it had none.
ALTER TABLE withdrawn ADD COLUMN portal_revision INTEGER NOT NULL DEFAULT 0;
