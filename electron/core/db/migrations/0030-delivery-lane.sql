-- Lanes are random, so an index by lane of what waits had a page written for nearly each entry that was sent, and again for each that was received: 120 of the 130 pages of a batch. This one holds all entries
-- and no state, so that a drain never touches it.
DROP INDEX delivery_lane;
CREATE INDEX delivery_lane ON delivery (lane, seq);
