-- An entry that an officer decided not to send (design/sync.md, law 4): it stays in the journal and leaves the queue for this list, so that nothing that waits or was received is asked about it.
CREATE TABLE withdrawn (
  seq      INTEGER PRIMARY KEY REFERENCES journal (seq),
  decision INTEGER NOT NULL REFERENCES journal (seq),   -- the entry that says why: entry.withdrawn
  lane     TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  problem  TEXT
) STRICT;
CREATE INDEX withdrawn_decision ON withdrawn (decision, seq);

-- A dossier as the portal knew it when entries of this counter began to wait on top: what it is again when they are withdrawn. `seq` is the head of the journal then.
CREATE TABLE dossier_base (
  id    TEXT PRIMARY KEY,
  seq   INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
