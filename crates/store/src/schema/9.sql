-- Version 9: dates of leaders are as precise as their lists, and lists of offices name these.

CREATE TABLE reference_leaders_9 (
    number          INTEGER PRIMARY KEY,
    file            INTEGER NOT NULL REFERENCES reference_files(number),
    row             INTEGER NOT NULL,     -- the line, from 1
    start_byte      INTEGER NOT NULL,     -- of the row, in the unpacked file
    end_byte        INTEGER NOT NULL,
    quote           TEXT NOT NULL,        -- the row
    state           TEXT NOT NULL,        -- an actor's id, else the words of the list
    leader          TEXT NOT NULL,        -- in the words of the list
    start           TEXT,                 -- the first day that it may be; none where not known
    start_precision TEXT CHECK (start_precision IN ('day', 'month', 'year')),
    end             TEXT NOT NULL,        -- the last day that it may be, as far as the list goes
    end_precision   TEXT CHECK (end_precision IN ('day', 'month', 'year')), -- none where the end is not known
    end_by_day      INTEGER NOT NULL GENERATED ALWAYS AS (end_precision IS 'day') VIRTUAL,
    open            INTEGER NOT NULL,     -- still in office where the list ends
    office          TEXT,                 -- in the words of the list, where it has offices
    role            TEXT,                 -- of the office, where a title of our table says it
    fingerprint     TEXT NOT NULL
);
INSERT INTO reference_leaders_9 (number, file, row, start_byte, end_byte, quote, state, leader, start, start_precision,
                                 end, end_precision, open, fingerprint)
SELECT number, file, row, start_byte, end_byte, quote, state, leader, start, 'day',
       end, CASE WHEN end_by_day THEN 'day' ELSE 'month' END, open, fingerprint FROM reference_leaders;
DROP TABLE reference_leaders;
ALTER TABLE reference_leaders_9 RENAME TO reference_leaders;
CREATE INDEX reference_leaders_by_state ON reference_leaders (state, start);
