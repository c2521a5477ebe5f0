-- A portal put back from a copy begins a new incarnation as soon as a counter shows a head it signed and no longer holds (recall.ts).
create table incarnation (
  id text primary key check (id <> ''),
  begun_at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index incarnation_current on incarnation ((true)) where ended_at is null;
insert into incarnation (id) values (gen_random_uuid()::text);

-- Told in every signed head: it never falls, but by a restore.
alter table device add column held_entries integer not null default 0 check (held_entries >= 0);
update device set held_entries = (select count(*) from entry where entry.device_id = device.id);
