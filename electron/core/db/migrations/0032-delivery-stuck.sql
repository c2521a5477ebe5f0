-- What holds back the rest of its lane: few rows, written by refusals alone. By the lane's own index each look read the whole history of the lanes that never end, as the counter's own.
CREATE INDEX delivery_stuck ON delivery (lane, seq) WHERE state = 'needs-officer';
