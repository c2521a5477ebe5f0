-- Nothing: an index stood here that a damaged text kept from being made, and with it the counter from opening (0035).
SELECT 1;
