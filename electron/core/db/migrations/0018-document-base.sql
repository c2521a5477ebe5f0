-- A document as the portal last had it, while entries of this counter wait on top: what it is again when they are withdrawn, and the other side of a conflict.
CREATE TABLE document_base (
  id    TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 1: withdrawn before the portal ever had it. It is in no list; its files stay with the entries that name them.
ALTER TABLE document ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
