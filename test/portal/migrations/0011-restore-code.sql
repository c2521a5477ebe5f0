-- A one-time code that puts a counter back on another machine. `restore_key`: the public key it was last given for; once that key was used, the code is spent.
alter table enrolment_code add column restores text references device (id);
alter table enrolment_code add column restore_key text;
