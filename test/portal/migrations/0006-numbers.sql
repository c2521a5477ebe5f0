-- Legal series of an office besides the dossier's own code (electron/domain/catalogue.ts NumberSeries), and every range of every series that was ever leased.
create table number_series (
  id text primary key,
  office_id text not null references office (id),
  value json not null
);
create index number_series_by_office on number_series (office_id);

-- `period`: '' for a standing daily range; else the day, the year or the book ('2026/003') a number is unique in.
alter table number_lease drop constraint number_lease_series_check;
alter table number_lease add column period text not null default '';
update number_lease set series = 'dossier:' || agency_code, period = coalesce(day::text, '');
alter table number_lease drop column day;
alter table number_lease drop column agency_code;
alter table number_lease add column epoch integer not null default 1;
alter table number_lease add constraint number_lease_once unique (series, period, serial_from);

-- What became of each number that a counter told of; of dossiers the codes themselves tell. The key is law 5.
create table number_account (
  series text not null,
  period text not null,
  serial integer not null,
  state text not null check (state in ('issued', 'void')),
  reason text,
  dossier_id text,
  device_id text not null references device (id),
  epoch integer not null,
  seq integer not null,
  arrived_at timestamptz not null default now(),
  constraint number_account_once primary key (series, period, serial)
);
create index number_account_by_device on number_account (device_id);
