-- What the national portal is to be told of each dossier, and was. Pushes know nothing of it: the relay reads the feed, as a counter does.
create table national_relay (
  singleton boolean primary key default true check (singleton),
  -- The key in the addresses at which the national portal fetches files.
  file_secret text not null check (length(file_secret) >= 40),
  feed_generation text not null,
  feed_xid xid8 not null default '0',
  feed_id bigint not null default 0
);
create table national_mirror (
  dossier_id text primary key references dossier (id),
  -- Counts the news of the dossier, so that one that comes while it is being told is not lost.
  news bigint not null default 1,
  told_news bigint not null default 0,
  -- Of the dossier as it was last confirmed; the same is not told again.
  told_hash text,
  told_at timestamptz,
  -- Steps confirmed, oldest first: the other side appends and never compares.
  steps integer not null default 0 check (steps >= 0),
  -- When it is next to be told; whoever takes it moves this ahead, and a relay that dies loses nothing but that time.
  due_at timestamptz not null default now(),
  attempts integer not null default 0,
  problem text
);
create index national_mirror_due on national_mirror (due_at) where told_news < news;
