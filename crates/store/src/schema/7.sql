-- Version 7: judgements speak of events of data sets too.

-- Where the rows of such an event stand in feed_reports: what they share. direction as there.
CREATE TABLE judged_imports (
    event      TEXT PRIMARY KEY,
    dataset    INTEGER NOT NULL,
    side_a     INTEGER NOT NULL,
    side_b     INTEGER NOT NULL,
    day        INTEGER NOT NULL,
    days_after INTEGER NOT NULL,
    deed       INTEGER NOT NULL,
    actor_a    INTEGER NOT NULL,
    actor_b    INTEGER NOT NULL,
    direction  INTEGER NOT NULL
) WITHOUT ROWID;

-- Pairs of which all events of data sets are judged, not only those near what documents report.
CREATE TABLE judged_pairs (
    side_a TEXT NOT NULL,
    side_b TEXT NOT NULL,
    PRIMARY KEY (side_a, side_b)
) WITHOUT ROWID;
