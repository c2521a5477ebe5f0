-- The look-up locks the office against a merger that is under way: without it a filing of the office's own desk, which no counter's lock holds back, could come in behind the merger and be seen by nobody.
alter table dossier add constraint dossier_office_id_fkey foreign key (office_id) references office;
