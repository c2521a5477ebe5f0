-- What an administrator is asked about by whoever reads out a dossier's code: which step of which dossier, and the sentence that the counter was told.
alter table refusal add column kind text;
alter table refusal add column dossier_id text;
alter table refusal add column dossier_code text;
alter table refusal add column detail text;
