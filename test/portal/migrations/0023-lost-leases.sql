-- The least id of a lease since the database was last found to have been put back from a copy (recall-store.ts): leases below it may be followed by others that it lost.
alter table incarnation add column first_lease bigint;
update incarnation set first_lease = nextval('number_lease_id_seq') where ended_at is null and exists (select 1 from incarnation where ended_at is not null);
-- Lost so, and told of by the counter that has it: it says nothing of what was leased since.
alter table number_lease add column was_lost boolean not null default false;
update number_lease set was_lost = true where granted_at = to_timestamp(0);
-- The highest counter that any counter of the office knew of: one that was enrolled after the copy is not in it, and its daily range is given to no other.
alter table office add column highest_counter integer not null default 0 check (highest_counter >= 0);
