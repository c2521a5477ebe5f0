-- What citizens file at the portal comes in by a desk of its office: a device with the counter number 0, that no machine is.
alter table device drop constraint device_counter_number_check;
alter table device add constraint device_counter_number_check check (counter_number >= 0);
create sequence online_filing;
-- A filing is found by its reference also when it has its number.
create index dossier_by_filing on dossier ((state->'filed'->>'code')) where state->'filed'->>'code' is not null;
