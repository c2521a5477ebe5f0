-- The portal's signed word for each file it holds. A file that is sent again gets another one; the first stays.
CREATE TABLE file_receipt (
  sha256    TEXT NOT NULL,
  dossier   TEXT NOT NULL,
  signed_at TEXT NOT NULL,
  receipt   TEXT NOT NULL,
  PRIMARY KEY (dossier, sha256, signed_at)
) STRICT, WITHOUT ROWID;

-- What was received before there were receipts is asked for: the portal holds it by its hash, so no byte travels again.
UPDATE upload SET state = 'queued' WHERE state = 'received';
