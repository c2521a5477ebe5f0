-- Who told so of the office's highest counter (enrol-store.ts), and when: an administrator takes back what cannot be.
alter table office add column highest_counter_by text references device (id);
alter table office add column highest_counter_at timestamptz;
