-- The reference portal. Times are the portal's own; order is `arrival`, never a time a counter sent.

create table portal (
  singleton boolean primary key default true check (singleton),
  id text not null check (id <> ''),
  -- A new value makes every counter read the whole feed again: set when the database was restored into another cluster.
  feed_generation text not null check (feed_generation <> ''),
  admin_token text not null check (length(admin_token) >= 16),
  created_at timestamptz not null default now()
);

create table receipt_key (
  key_id text primary key check (key_id ~ '^[a-z0-9-]{1,64}$'),
  public_key text not null unique check (length(public_key) = 44),
  private_key text not null check (length(private_key) = 44),
  created_at timestamptz not null default now(),
  retired_at timestamptz
);

create table office (
  id text primary key,
  name text not null check (name <> ''),
  agency_code text not null unique check (agency_code ~ '^[0-9A-Z]+(\.[0-9A-Z]+)*$'),
  -- [[from, to], ...]: the standing daily range of counter 1, 2, ...
  standing_ranges jsonb not null check (jsonb_typeof(standing_ranges) = 'array')
);

create table officer (
  id text primary key,
  login text not null unique check (login <> ''),
  full_name text not null check (full_name <> ''),
  title text not null,
  role text not null check (role in ('reception', 'head', 'records-clerk', 'administrator')),
  office_id text not null references office (id),
  login_key jsonb not null,
  active boolean not null
);
create index officer_by_office on officer (office_id);

create table device (
  id text primary key check (id ~ '^[A-Za-z0-9_.-]{1,100}$'),
  office_id text not null references office (id),
  counter_number integer not null check (counter_number >= 1),
  name text not null check (name <> ''),
  public_key text not null unique check (length(public_key) = 44),
  enrolled_at timestamptz not null default now(),
  -- The first signed request burns the enrolment code.
  first_seen_at timestamptz,
  last_seen_at timestamptz,
  revoked_at timestamptz,
  head_epoch integer not null default 1 check (head_epoch >= 1),
  head_seq integer not null default 0 check (head_seq >= 0),
  head_hash text not null default repeat('0', 64) check (head_hash ~ '^[0-9a-f]{64}$'),
  unique (office_id, counter_number)
);

create table enrolment_code (
  code_hash text primary key check (code_hash ~ '^[0-9a-f]{64}$'),
  office_id text not null references office (id),
  device_id text unique references device (id),
  created_at timestamptz not null default now()
);

-- Who may issue which serials of which series. A standing daily range has no day. Never shrunk, never given to another.
create table number_lease (
  id bigserial primary key,
  series text not null check (series in ('dossier')),
  agency_code text not null,
  day date,
  serial_from integer not null check (serial_from >= 1),
  serial_to integer not null,
  device_id text not null references device (id),
  granted_at timestamptz not null default now(),
  check (serial_from <= serial_to),
  unique nulls not distinct (series, agency_code, day, serial_from)
);
create index number_lease_by_device on number_lease (device_id);

create table chain_link (
  device_id text not null references device (id),
  epoch integer not null check (epoch >= 1),
  seq integer not null check (seq >= 1),
  previous text not null check (previous ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  primary key (device_id, epoch, seq)
);
create index chain_link_by_hash on chain_link (device_id, hash);

-- Signed once a batch; the statement is kept as the very text that was signed.
create table receipt_batch (
  id text primary key,
  device_id text not null references device (id),
  statement text not null,
  key_id text not null references receipt_key (key_id),
  signature text not null
);

create table entry (
  device_id text not null references device (id),
  epoch integer not null check (epoch >= 1),
  seq integer not null check (seq >= 1),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  kind text not null,
  officer text not null,
  dossier_id text,
  header json not null,
  salt text not null,
  -- Null once its retention has ended: header and chain stay verifiable.
  payload json,
  batch_id text not null references receipt_batch (id),
  path json not null,
  arrival bigserial not null unique,
  arrived_at timestamptz not null default now(),
  primary key (device_id, epoch, seq)
);
create index entry_by_dossier on entry (dossier_id, arrival) where dossier_id is not null;

create table dossier (
  id text primary key,
  code text not null constraint dossier_code_unique unique,
  office_id text not null references office (id),
  device_id text not null references device (id),
  status integer not null check (status between 1 and 10),
  revision integer not null check (revision >= 1),
  applicant_name text not null,
  procedure_code text not null,
  -- The fold of its entries (electron/domain/dossier.ts), kept entry by entry.
  state json not null,
  arrival bigserial not null unique,
  arrived_at timestamptz not null default now()
);

create table stored_file (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes >= 0),
  device_id text not null references device (id),
  stored_at timestamptz not null default now()
);

create table expected_file (
  dossier_id text not null references dossier (id),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  primary key (dossier_id, sha256)
);
create index expected_file_by_hash on expected_file (sha256);

-- What was refused and why, without a word of what it held.
create table refusal (
  device_id text not null references device (id),
  epoch integer not null,
  seq integer not null,
  problem_type text not null,
  refused_at timestamptz not null default now(),
  primary key (device_id, epoch, seq)
);

create table procedure (
  code text primary key,
  secret boolean not null,
  -- Ids of the components that are secret by themselves.
  secret_components json not null
);

-- The feed: the newest state of each thing. `xid` is the transaction that wrote it; see change-store.ts for why.
create sequence change_seq;
create table change_log (
  id bigint not null default nextval('change_seq'),
  xid xid8 not null default pg_current_xact_id(),
  kind text not null check (kind in ('organisation', 'office-letterhead', 'procedure', 'work-calendar', 'form-template', 'officer', 'dossier-status')),
  ref text not null,
  -- Null: for every office.
  office_id text references office (id),
  -- The device whose own entry caused it: it need not be told.
  origin_device text references device (id),
  value json not null,
  primary key (kind, ref)
);
create index change_log_by_order on change_log (xid, id);
