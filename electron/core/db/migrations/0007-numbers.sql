-- Ranges of legal numbers that the portal leased to this counter; the standing daily range of dossiers lies in the device record.
CREATE TABLE number_lease (
  id          INTEGER PRIMARY KEY,   -- the portal's
  series      TEXT NOT NULL,
  period      TEXT NOT NULL,
  serial_from INTEGER NOT NULL,
  serial_to   INTEGER NOT NULL,
  epoch       INTEGER NOT NULL,      -- in which it was leased: an earlier epoch's may have been used by what a restore lost
  CHECK (serial_from <= serial_to)
) STRICT;
CREATE INDEX number_lease_series ON number_lease (series, epoch, period);

-- `day` is the period a number is unique in; `on_day` the legal day it was given on, which over all series never runs backwards.
ALTER TABLE issued_number ADD COLUMN on_day TEXT;
ALTER TABLE issued_number ADD COLUMN state TEXT NOT NULL DEFAULT 'issued' CHECK (state IN ('issued', 'void'));
UPDATE issued_number SET on_day = day, state = CASE WHEN dossier IS NULL THEN 'void' ELSE 'issued' END;
CREATE INDEX issued_number_on_day ON issued_number (on_day);
