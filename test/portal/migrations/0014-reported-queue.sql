-- What the counter last said of its own queue (contract/queue-report.ts).
alter table device add column reported json;
alter table device add column reported_at timestamptz;
