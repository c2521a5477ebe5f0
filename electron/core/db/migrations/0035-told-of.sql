-- Every time a citizen was told of a dossier: purged with it. The counter's own lane names no dossier in the envelope. A damaged text is of no dossier.
DROP INDEX IF EXISTS journal_told;
CREATE INDEX journal_told ON journal (iif(json_valid(payload), payload ->> '$.dossier', NULL)) WHERE kind = 'citizen.told';
-- When content was last purged stood in two places.
INSERT INTO setting (key, value)
SELECT 'last-purged-at', json_quote(at) FROM (
  SELECT coalesce((SELECT value ->> '$.steppedAt' FROM setting WHERE key = 'purge-run'), (SELECT value ->> '$.at' FROM setting WHERE key = 'last-purge')) AS at) WHERE at IS NOT NULL;
