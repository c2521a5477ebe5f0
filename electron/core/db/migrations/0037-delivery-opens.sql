-- 1: its entry is the first of its dossier. Told by the row itself, and by the index of what waits, the bar's counts read no journal: of a queue longer than the cache, each count read it all from the disk. What
-- was received is in no such count and stays as it is.
ALTER TABLE delivery ADD COLUMN opens INTEGER NOT NULL DEFAULT 0 CHECK (opens IN (0, 1));
UPDATE delivery SET opens = 1 WHERE state <> 'received' AND EXISTS (SELECT 1 FROM journal WHERE journal.seq = delivery.seq AND kind = 'dossier.received');
DROP INDEX delivery_waiting;
CREATE INDEX delivery_waiting ON delivery (seq, lane, state, opens) WHERE state <> 'received';
