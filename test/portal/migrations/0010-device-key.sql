-- A device changes its key with an overlap: the one before stays good until the newer was used, and a moment longer for what is under way. None is removed: what it signed stays verifiable.
create table device_key (
  ordinal bigint generated always as identity unique,
  device_id text not null references device (id),
  public_key text primary key check (length(public_key) = 44),
  added_at timestamptz not null default now(),
  first_used_at timestamptz,
  retires_at timestamptz
);
create index device_key_by_device on device_key (device_id, ordinal);
insert into device_key (device_id, public_key, added_at, first_used_at) select id, public_key, enrolled_at, first_seen_at from device;
alter table device drop column public_key;

-- An administrator asks for another key; one a year old is asked for by itself.
alter table device add column key_due boolean not null default false;
