-- Documents of an office: results, outgoing documents, digitised copies, as their entries make them.
create table document (
  id text primary key,
  office_id text not null references office (id),
  device_id text not null references device (id),
  dossier_id text,
  stage text not null check (stage in ('waits-person', 'waits-agency', 'issued', 'returned')),
  revision integer not null check (revision >= 1),
  -- The fold of its entries (electron/domain/document.ts), kept entry by entry.
  state json not null,
  arrival bigserial not null unique,
  arrived_at timestamptz not null default now()
);
create index document_by_office on document (office_id, arrival);

-- Every file a document ever was: what its office's counters may fetch.
create table document_file (
  document_id text not null references document (id),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  primary key (document_id, sha256)
);
create index document_file_by_hash on document_file (sha256);

-- The kinds are the code's own list (contract/wire.ts); each new kind would else be a migration.
alter table change_log drop constraint if exists change_log_kind_check;
