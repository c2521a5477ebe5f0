-- An office that ended by going into another: its counters, officers and dossiers are there; it stays for the receipts it printed.
alter table office add column merged_into text references office (id);
