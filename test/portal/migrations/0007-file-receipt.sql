-- Signed once for a file, its device and its dossier; the statement is kept as the very text that was signed.
create table file_receipt (
  device_id text not null references device (id),
  dossier_id text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  statement text not null,
  key_id text not null references receipt_key (key_id),
  signature text not null,
  primary key (device_id, dossier_id, sha256)
);
alter table device add column held_files integer not null default 0 check (held_files >= 0);
