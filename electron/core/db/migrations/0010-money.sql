-- The till's books, as the journal's entries make them: shifts, receipts that are voided and never deleted, transfers nobody has found yet.
CREATE TABLE shift (
  id            TEXT PRIMARY KEY,
  officer       TEXT NOT NULL,
  opening_float INTEGER NOT NULL CHECK (opening_float >= 0),
  opened_at     TEXT NOT NULL,
  closed_at     TEXT,
  closed        TEXT              -- the payload of shift.closed, JSON
) STRICT, WITHOUT ROWID;
-- One till a counter: there is at most one open shift.
CREATE UNIQUE INDEX shift_open ON shift (closed_at IS NULL) WHERE closed_at IS NULL;

CREATE TABLE fee_receipt (
  series    TEXT NOT NULL,
  period    TEXT NOT NULL,
  serial    INTEGER NOT NULL,
  book      TEXT,
  dossier   TEXT NOT NULL,
  payment   TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('service-fee', 'statutory-fee')),
  amount    INTEGER NOT NULL CHECK (amount >= 0),
  method    TEXT NOT NULL CHECK (method IN ('cash', 'transfer')),
  shift     TEXT,
  officer   TEXT NOT NULL,        -- full name of who took the money, or found the transfer: as the receipt says
  at        TEXT NOT NULL,
  lines     TEXT NOT NULL,
  voided_at TEXT,
  void_reason TEXT,
  void_shift TEXT,
  PRIMARY KEY (series, period, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX fee_receipt_shift ON fee_receipt (shift, at);
CREATE INDEX fee_receipt_void_shift ON fee_receipt (void_shift) WHERE void_shift IS NOT NULL;

CREATE TABLE transfer (
  payment   TEXT PRIMARY KEY,
  dossier   TEXT NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  total     INTEGER NOT NULL CHECK (total > 0),
  at        TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('awaited', 'received', 'not-received'))
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_awaited ON transfer (at) WHERE state = 'awaited';
