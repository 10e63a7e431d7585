-- Version 2: event data sets beside the documents.
--
-- A report is one row of a data set. Reports of the same day (or other stretch), deed and actors
-- are one event: they stand together in feed_reports, by its primary key. Days are numbers of days
-- since 1970-01-01, so that a row is small; the views imported_reports and imported_events have
-- dates and names. Names that repeat are stored once, by number; number 0 is nobody.

-- A data set: one code system and one way of counting, so that series of two are never mixed.
CREATE TABLE feed_datasets (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL
);

-- A file (or entry of an archive) that was read, by the hash of its unpacked bytes. What it covers
-- is the stretch for which "no event" means that the data set has none.
CREATE TABLE feed_files (
    number       INTEGER PRIMARY KEY,
    dataset      INTEGER NOT NULL REFERENCES feed_datasets(number),
    path         TEXT NOT NULL,
    format       TEXT NOT NULL,
    hash         TEXT NOT NULL,           -- BLAKE3
    bytes        INTEGER NOT NULL,
    version      TEXT,                    -- of the data set, where given
    rows         INTEGER NOT NULL,        -- read, the rejected ones among them
    rejected     INTEGER NOT NULL,
    known        INTEGER NOT NULL,        -- rows that another file had brought
    covers_start TEXT,
    covers_end   TEXT,
    events_start TEXT,                    -- the first and last day of its events
    events_end   TEXT,
    recorded_at  TEXT NOT NULL,
    run          INTEGER NOT NULL REFERENCES runs(id),
    UNIQUE (dataset, hash)
);

-- The stretches of days that a file covers, where it does not cover all from first to last: days
-- since 1970-01-01.
CREATE TABLE feed_spans (
    file      INTEGER NOT NULL REFERENCES feed_files(number),
    first_day INTEGER NOT NULL,
    last_day  INTEGER NOT NULL,
    PRIMARY KEY (file, first_day)
) WITHOUT ROWID;

-- Where the rows of a file stand, a mark every few hundred rows; with content, the rows themselves
-- (zstd), so that they can be read when the file is gone.
CREATE TABLE feed_blocks (
    file    INTEGER NOT NULL REFERENCES feed_files(number),
    row     INTEGER NOT NULL,             -- the line at which the block begins, from 1
    byte    INTEGER NOT NULL,             -- the byte, in the unpacked file
    bytes   INTEGER NOT NULL,
    hash    INTEGER NOT NULL,             -- XXH3 of the bytes: shows whether a file has changed
    content BLOB
);
CREATE UNIQUE INDEX feed_blocks_by_row ON feed_blocks (file, row);

-- The parties of dyads: actors (is_actor), else the words of the data set.
CREATE TABLE feed_sides (
    number   INTEGER PRIMARY KEY,
    side     TEXT NOT NULL,
    is_actor INTEGER NOT NULL,
    UNIQUE (side, is_actor)
);

-- Who acts, as the data sets write it. unmapped is what no knowledge file explains.
CREATE TABLE feed_actors (
    number   INTEGER PRIMARY KEY,
    dataset  INTEGER NOT NULL REFERENCES feed_datasets(number),
    text     TEXT NOT NULL,
    actor    TEXT,
    side     INTEGER NOT NULL REFERENCES feed_sides(number),
    country  TEXT,
    sector   TEXT,
    unmapped TEXT,
    reports  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX feed_actors_by_actor ON feed_actors (actor) WHERE actor IS NOT NULL;

-- What was done: the code as written with its ontology, and PLOVER and CAMEO with how close the
-- crosswalk is. goldstein and intensity are scales of their own.
CREATE TABLE feed_deeds (
    number    INTEGER PRIMARY KEY,
    ontology  TEXT NOT NULL,
    code      TEXT NOT NULL,
    cameo     TEXT,
    type      TEXT,                       -- PLOVER
    mode      TEXT,
    context   TEXT NOT NULL,              -- PLOVER contexts, | between
    relation  TEXT,                       -- exact, broad, narrow; NULL: PLOVER is what was written
    quad      TEXT,
    goldstein REAL,
    intensity REAL
);

CREATE TABLE feed_outlets (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
);

-- One row of a data set. side_a sorts before side_b, and actor_a is of side_a.
CREATE TABLE feed_reports (
    dataset    INTEGER NOT NULL,
    side_a     INTEGER NOT NULL,
    side_b     INTEGER NOT NULL,
    day        INTEGER NOT NULL,          -- the first day on which it may have happened
    days_after INTEGER NOT NULL,          -- the days behind it that it may have been
    deed       INTEGER NOT NULL,
    actor_a    INTEGER NOT NULL,
    actor_b    INTEGER NOT NULL,
    record     INTEGER NOT NULL,          -- the data set's own number, or a hash of its id
    direction  INTEGER NOT NULL,          -- 0: a to b, 1: b to a, 2: mutual, 3: not said
    published  INTEGER,                   -- days behind day
    outlet     INTEGER NOT NULL,
    articles   INTEGER,                   -- as the data set counts
    deaths     INTEGER,
    file       INTEGER NOT NULL,
    row        INTEGER NOT NULL,
    PRIMARY KEY (dataset, side_a, side_b, day, days_after, deed, actor_a, actor_b, record)
) WITHOUT ROWID;

-- Which article speaks of which event of a data set. Equal places of the three words on several
-- outlets show copies of one text.
CREATE TABLE feed_mentions (
    dataset      INTEGER NOT NULL,
    record       INTEGER NOT NULL,
    file         INTEGER NOT NULL,
    row          INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    outlet       INTEGER NOT NULL,
    actor_a_at   INTEGER NOT NULL,
    actor_b_at   INTEGER NOT NULL,
    action_at    INTEGER NOT NULL,
    confidence   INTEGER NOT NULL,
    PRIMARY KEY (dataset, record, file, row)
) WITHOUT ROWID;

-- Events, reports and distinct outlets of two sides in a period: YYYYMM; YYYY00 for what is known
-- to the year only; 0 for what is wider. Written in the transaction that writes the reports.
CREATE TABLE feed_months (
    dataset INTEGER NOT NULL,
    side_a  INTEGER NOT NULL,
    side_b  INTEGER NOT NULL,
    period  INTEGER NOT NULL,
    events  INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    outlets INTEGER NOT NULL,
    PRIMARY KEY (dataset, side_a, side_b, period)
) WITHOUT ROWID;

-- The same by deed; from_a and from_b are the events with that direction, the rest is mutual or
-- without one.
CREATE TABLE feed_month_deeds (
    dataset INTEGER NOT NULL,
    side_a  INTEGER NOT NULL,
    side_b  INTEGER NOT NULL,
    period  INTEGER NOT NULL,
    deed    INTEGER NOT NULL,
    events  INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    from_a  INTEGER NOT NULL,
    from_b  INTEGER NOT NULL,
    PRIMARY KEY (dataset, side_a, side_b, period, deed)
) WITHOUT ROWID;

-- All events of a data set in a period, to set a dyad's against.
CREATE TABLE feed_volume (
    dataset INTEGER NOT NULL,
    period  INTEGER NOT NULL,
    events  INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    PRIMARY KEY (dataset, period)
) WITHOUT ROWID;

INSERT INTO feed_sides (number, side, is_actor) VALUES (0, '', 0);

-- Rows of data sets with dates and names, and where each stands.
CREATE VIEW imported_reports AS
SELECT s.name AS dataset, a.side AS side_a, b.side AS side_b,
       date(r.day * 86400, 'unixepoch') AS when_start,
       date((r.day + r.days_after) * 86400, 'unixepoch') AS when_end,
       d.type, d.mode, d.cameo, d.ontology, d.code, d.relation, d.goldstein, d.intensity,
       x.text AS actor_a, y.text AS actor_b, r.direction,
       date((r.day + r.published) * 86400, 'unixepoch') AS published,
       o.name AS outlet, r.articles, r.deaths, r.record, f.path, r.row
FROM feed_reports r
JOIN feed_datasets s ON s.number = r.dataset
JOIN feed_sides a ON a.number = r.side_a
JOIN feed_sides b ON b.number = r.side_b
JOIN feed_deeds d ON d.number = r.deed
JOIN feed_files f ON f.number = r.file
LEFT JOIN feed_actors x ON x.number = r.actor_a
LEFT JOIN feed_actors y ON y.number = r.actor_b
LEFT JOIN feed_outlets o ON o.number = r.outlet;

-- Events of data sets: the reports of the same stretch, deed and actors; one for each direction,
-- or one for both where a report is mutual.
CREATE VIEW imported_events AS
SELECT s.name AS dataset, a.side AS side_a, b.side AS side_b,
       date(r.day * 86400, 'unixepoch') AS when_start,
       date((r.day + r.days_after) * 86400, 'unixepoch') AS when_end,
       d.type, d.mode, d.cameo, d.quad, d.goldstein,
       x.text AS actor_a, y.text AS actor_b,
       CASE WHEN EXISTS (
           SELECT 1 FROM feed_reports m
           WHERE m.dataset = r.dataset AND m.side_a = r.side_a AND m.side_b = r.side_b
             AND m.day = r.day AND m.days_after = r.days_after AND m.deed = r.deed
             AND m.actor_a = r.actor_a AND m.actor_b = r.actor_b AND m.direction = 2
       ) THEN 2 ELSE r.direction END AS toward,
       count(*) AS reports, count(DISTINCT nullif(r.outlet, 0)) AS outlets,
       max(r.deaths) AS deaths
FROM feed_reports r
JOIN feed_datasets s ON s.number = r.dataset
JOIN feed_sides a ON a.number = r.side_a
JOIN feed_sides b ON b.number = r.side_b
JOIN feed_deeds d ON d.number = r.deed
LEFT JOIN feed_actors x ON x.number = r.actor_a
LEFT JOIN feed_actors y ON y.number = r.actor_b
GROUP BY r.dataset, r.side_a, r.side_b, r.day, r.days_after, r.deed, r.actor_a, r.actor_b, toward;

-- Months of dyads with dates and names.
CREATE VIEW imported_months AS
SELECT s.name AS dataset, a.side AS side_a, b.side AS side_b, m.period, d.type, d.cameo, d.quad, d.goldstein,
       m.events, m.reports, m.from_a, m.from_b
FROM feed_month_deeds m
JOIN feed_datasets s ON s.number = m.dataset
JOIN feed_sides a ON a.number = m.side_a
JOIN feed_sides b ON b.number = m.side_b
JOIN feed_deeds d ON d.number = m.deed;
