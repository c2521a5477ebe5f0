-- What counters write for the case that their disk dies is sealed to the newest of these; the older ones still open what they have written.
create table recovery_key (
  key_id text primary key check (key_id ~ '^[a-z0-9-]{1,64}$'),
  public_key text not null unique check (length(public_key) = 44),
  private_key text not null check (length(private_key) = 44),
  created_at timestamptz not null default now()
);
create index dossier_by_device on dossier (device_id, arrival);
