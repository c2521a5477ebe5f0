-- What a portal that was put back from a copy no longer holds, and is offered again. The entry stays received by its first receipt, which nothing overwrites; later ones are kept here.
CREATE TABLE offered_again (
  recall      INTEGER NOT NULL REFERENCES journal (seq),   -- the entry that says why: counter.recalled
  seq         INTEGER NOT NULL REFERENCES delivery (seq),
  lane        TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'received', 'needs-officer')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  answered_at TEXT,
  problem     TEXT,
  receipt     TEXT,
  PRIMARY KEY (recall, seq),
  CHECK ((state = 'received') = (receipt IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX offered_again_entry ON offered_again (seq, recall);
CREATE INDEX offered_again_waiting ON offered_again (seq, lane, state) WHERE state <> 'received';
CREATE INDEX offered_again_lane ON offered_again (lane, seq) WHERE state <> 'received';
