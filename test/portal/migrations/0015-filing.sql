-- The reference that an accepted filing had, in a column of its own: an index over the state read every dossier's JSON once more when it was written.
alter table dossier add column filing text;
update dossier set filing = state->'filed'->>'code' where state->'filed'->>'code' is not null;
drop index dossier_by_filing;
create index dossier_by_filing on dossier (filing) where filing is not null;
-- Asked only where a restored counter's new epoch hangs on a link of the old one: the device's links are then read by their key.
drop index chain_link_by_hash;
