-- Keys that an office's counters seal hand-over bundles with, newest last; another is added when a counter is revoked.
create table office_handover_key (
  id bigint generated always as identity primary key,
  office_id text not null references office (id),
  key text not null default encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'base64') check (length(key) = 44),
  made_at timestamptz not null default now()
);
create index office_handover_key_by_office on office_handover_key (office_id, id);
