-- Who led a state, as scholars list it, from files of the user's own; and what the rows of all lists
-- were when they were read, so that a change of one can be told.
CREATE TABLE reference_leaders (
    number      INTEGER PRIMARY KEY,
    file        INTEGER NOT NULL REFERENCES reference_files(number),
    row         INTEGER NOT NULL,         -- the line, from 1
    start_byte  INTEGER NOT NULL,         -- of the row, in the unpacked file
    end_byte    INTEGER NOT NULL,
    quote       TEXT NOT NULL,            -- the row
    state       TEXT NOT NULL,            -- an actor's id, else the code of the list
    leader      TEXT NOT NULL,            -- in the words of the list
    start       TEXT NOT NULL,
    end         TEXT NOT NULL,            -- the last day; of a month where the list gives no more
    end_by_day  INTEGER NOT NULL,
    open        INTEGER NOT NULL,         -- still in office where the list ends
    fingerprint TEXT NOT NULL
);
CREATE INDEX reference_leaders_by_state ON reference_leaders (state, start);

-- BLAKE3 of the fields and the words of a row as it was read; none for rows of older versions.
ALTER TABLE reference_ties ADD COLUMN fingerprint TEXT;
-- The same of all roll calls that follow from a file.
ALTER TABLE reference_files ADD COLUMN votes_fingerprint TEXT;
