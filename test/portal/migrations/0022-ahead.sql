-- The highest place of a device's entries that stand ahead of its chain: offered by another counter after the portal was put back (history/offers.ts). Its own push may find them here.
alter table device add column ahead_seq integer not null default 0 check (ahead_seq >= 0);
