-- Every time a citizen was told of a dossier: purged with it. The counter's own lane names no dossier in the envelope.
CREATE INDEX journal_told ON journal (payload ->> '$.dossier') WHERE kind = 'citizen.told';
