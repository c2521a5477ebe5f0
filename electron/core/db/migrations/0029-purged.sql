-- Content purged at the end of its retention, when (ISO 8601 UTC): the row stays with code, numbers, dates and amounts, and nothing from the portal is laid upon it any more.
ALTER TABLE dossier ADD COLUMN purged_at TEXT;
ALTER TABLE document ADD COLUMN purged_at TEXT;

-- What money and files a dossier has is asked before it is purged.
CREATE INDEX fee_receipt_dossier ON fee_receipt (dossier);
CREATE INDEX transfer_dossier ON transfer (dossier);
CREATE INDEX document_file_of ON document_file (document);
