-- A receipt key is announced first and signs from a later moment on; of those whose moment has come the highest `ordinal` signs. None is ever removed: old receipts stay verifiable.
alter table receipt_key add column ordinal bigint generated always as identity unique;
alter table receipt_key add column signs_from timestamptz not null default '-infinity';
alter table receipt_key drop column retired_at;

-- What the portal goes by (contract/portal-keys.ts), each signed by every key of its time; counters are given the last. The statement is kept as the very text that was signed.
create table key_announcement (
  serial integer primary key check (serial >= 1),
  statement text not null,
  signatures json not null
);
