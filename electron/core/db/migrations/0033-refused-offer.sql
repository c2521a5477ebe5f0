-- 1: offered to a portal that lost it, which takes it no more; it is not offered again.
ALTER TABLE office_entry ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
