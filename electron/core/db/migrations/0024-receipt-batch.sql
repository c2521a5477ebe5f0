-- What the portal signed for a whole batch, and the hashes of its entries in the tree's order: each one's receipt follows from them, in a twentieth of the bytes. `delivery.receipt` then names the batch;
-- receipts that came whole stay as they are.
CREATE TABLE receipt_batch (
  id     INTEGER PRIMARY KEY,
  batch  TEXT NOT NULL,          -- SignedBatch, JSON
  leaves TEXT NOT NULL
) STRICT;
