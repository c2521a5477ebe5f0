-- Whose part a carried document waits for, and since when, so that the queue can say it; unknown for those that came before.
ALTER TABLE carried_document ADD COLUMN counter INTEGER;   -- the counter's number
ALTER TABLE carried_document ADD COLUMN at TEXT;           -- ISO 8601 UTC
