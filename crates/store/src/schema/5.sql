-- Forecasts that this program made, kept only when asked for. How one ended is not stored: it
-- is read off the events each time, so that data that come later can settle it.
CREATE TABLE forecasts (
    id           TEXT PRIMARY KEY,        -- from all that the forecast says; not from when it was made
    side_a       TEXT NOT NULL,           -- side_a sorts before side_b
    side_b       TEXT NOT NULL,
    source       TEXT NOT NULL,           -- a data set, or 'documents': whose events are counted
    counted      TEXT NOT NULL CHECK (counted IN ('all', 'cooperation', 'conflict', 'type', 'theme')),
    value        TEXT NOT NULL,           -- the PLOVER type or theme, else ''
    as_of        TEXT NOT NULL,           -- the last day whose events it knows
    window_start TEXT NOT NULL,           -- the days that it speaks of
    window_end   TEXT NOT NULL,
    method       TEXT NOT NULL,           -- with a version
    counts       TEXT NOT NULL,           -- JSON: the probability of each number of events, from 0 on
    base         TEXT NOT NULL,           -- JSON: the same by the base rate alone
    interval_low  INTEGER NOT NULL,       -- the 80 % interval
    interval_high INTEGER NOT NULL,
    rule         TEXT NOT NULL,           -- how it is settled, in words
    reasons      TEXT NOT NULL,           -- JSON: what moved it, with the ids of events
    data_end     TEXT NOT NULL,           -- the last day that the source covered when it was made
    made_at      TEXT NOT NULL,           -- ISO 8601, UTC
    run          INTEGER NOT NULL REFERENCES runs(id)
) WITHOUT ROWID;
CREATE INDEX forecasts_by_pair ON forecasts (side_a, side_b, window_end);
