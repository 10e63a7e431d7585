-- Ties that scholars list, and how alike states vote, from files of the user's own.

-- A file that was read, by the hash of its bytes. What it covers is from the first to the last day
-- in it: of later days the list says nothing.
CREATE TABLE reference_files (
    number       INTEGER PRIMARY KEY,
    format       TEXT NOT NULL,           -- atop, cow-alliances, cow-igo, un-votes, mids, rivalries, sipri
    path         TEXT NOT NULL,
    hash         TEXT NOT NULL,           -- BLAKE3 of the unpacked bytes
    rows         INTEGER NOT NULL,
    rejected     INTEGER NOT NULL,
    covers_start TEXT,
    covers_end   TEXT,
    recorded_at  TEXT NOT NULL,
    run          INTEGER NOT NULL REFERENCES runs(id),
    UNIQUE (format, hash)
);

-- A tie of two parties. Dates are first and last days of years where by_day is 0; open: it still
-- stood where the list ends. row and other_row are lines of the file, from 1.
CREATE TABLE reference_ties (
    number    INTEGER PRIMARY KEY,
    file      INTEGER NOT NULL REFERENCES reference_files(number),
    row       INTEGER NOT NULL,
    other_row INTEGER,
    start_byte INTEGER NOT NULL,          -- of the row, in the unpacked file
    end_byte  INTEGER NOT NULL,
    quote     TEXT NOT NULL,              -- the row
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,              -- in the words of the list
    role_a    TEXT NOT NULL,
    party_a   TEXT NOT NULL,              -- an actor's id, else the words of the list
    role_b    TEXT NOT NULL,
    party_b   TEXT NOT NULL,
    start     TEXT NOT NULL,
    end       TEXT NOT NULL,
    by_day    INTEGER NOT NULL,
    open      INTEGER NOT NULL
);
CREATE INDEX reference_ties_by_a ON reference_ties (party_a, party_b);
CREATE INDEX reference_ties_by_b ON reference_ties (party_b, party_a);

-- Roll calls of a year in which both states voted, and in which they voted alike. party_a sorts
-- before party_b.
CREATE TABLE reference_votes (
    party_a TEXT NOT NULL,
    party_b TEXT NOT NULL,
    file    INTEGER NOT NULL REFERENCES reference_files(number),
    year    INTEGER NOT NULL,
    of      INTEGER NOT NULL,
    alike   INTEGER NOT NULL,
    PRIMARY KEY (party_a, party_b, file, year)
) WITHOUT ROWID;
