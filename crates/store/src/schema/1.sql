-- The public schema of a casebook, version 1. Every name here is read by other programs: it is
-- added to by later versions, never renamed.
--
-- Dates are ISO 8601 text (YYYY-MM-DD), NULL where not known. Offsets are bytes, end exclusive,
-- into the document's text. Ids are derived from content. Tables without a natural integer key
-- are stored by their primary key.

-- One row a fact about the file itself: schema_version, created_at.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Every execution of a step: what ran, on what, and how it ended. finished is NULL while it runs
-- or where it was killed.
CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    step     TEXT NOT NULL,               -- add, merge, ...
    version  TEXT NOT NULL,               -- the version of the program
    settings TEXT NOT NULL DEFAULT '{}',  -- JSON
    started  TEXT NOT NULL,               -- ISO 8601, UTC
    finished TEXT,
    outcome  TEXT                         -- JSON: counts of what was done
);

-- Input that could not be used, and why.
CREATE TABLE rejects (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES runs(id),
    path    TEXT NOT NULL,
    place   TEXT,                         -- row or byte, where known
    message TEXT NOT NULL
);

-- A source text. The same bytes are one document, however often and under whatever path they come.
CREATE TABLE documents (
    id                  TEXT PRIMARY KEY,
    path                TEXT NOT NULL,    -- as given when it was first added
    title               TEXT,
    outlet              TEXT,
    url                 TEXT,
    credit              TEXT,             -- whom the document itself names as its source
    language            TEXT NOT NULL,    -- ISO 639-1, or und
    format              TEXT NOT NULL,
    text_bytes          INTEGER NOT NULL,
    text_zstd           BLOB NOT NULL,    -- the text, UTF-8, compressed with zstd
    published_start     TEXT,
    published_end       TEXT,
    published_precision TEXT,
    published_basis     TEXT,
    published_text      TEXT,
    known_from          TEXT NOT NULL,    -- the day from which --known-by counts it
    known_basis         TEXT NOT NULL CHECK (known_basis IN ('published', 'recorded')),
    recorded_at         TEXT NOT NULL,    -- when it entered the casebook: ISO 8601, UTC
    run                 INTEGER NOT NULL REFERENCES runs(id)
) WITHOUT ROWID;

-- What each stretch of a document is; the stretches cover the text.
CREATE TABLE document_spans (
    document   TEXT NOT NULL REFERENCES documents(id),
    start_byte INTEGER NOT NULL,
    end_byte   INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('heading', 'body', 'caption', 'list', 'boilerplate')),
    PRIMARY KEY (document, start_byte)
) WITHOUT ROWID;

-- A sentence-sized stretch of main content. Its words stand here in plain text, so that any
-- program can read a quote.
CREATE TABLE passages (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    document    TEXT NOT NULL REFERENCES documents(id),
    start_byte  INTEGER NOT NULL,
    end_byte    INTEGER NOT NULL,
    language    TEXT NOT NULL,
    text        TEXT NOT NULL,
    origin      INTEGER NOT NULL          -- the number of the first passage with the same words
);
CREATE UNIQUE INDEX passages_by_place ON passages (document, start_byte);

-- Full-text search over passages: passages_search MATCH 'drones NEAR tactics'; rowid is passages.number.
CREATE VIRTUAL TABLE passages_search USING fts5 (
    text, content = 'passages', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);

-- Hashes by which passages with the same or nearly the same words are found.
CREATE TABLE passage_bands (
    band    INTEGER NOT NULL,
    passage INTEGER NOT NULL REFERENCES passages(number),
    PRIMARY KEY (band, passage)
) WITHOUT ROWID;

-- Actors that claims name.
CREATE TABLE actors (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    country TEXT,                         -- the state it belongs to
    code    TEXT NOT NULL                 -- CAMEO-style
) WITHOUT ROWID;

-- One assertion found in one passage.
CREATE TABLE claims (
    number         INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    about          TEXT NOT NULL CHECK (about IN ('event', 'tie', 'cause', 'characterisation')),
    record         TEXT NOT NULL,         -- the event, tie or cause that it speaks of; its own id otherwise
    type           TEXT NOT NULL,         -- PLOVER type, kind of tie, kind of cause, class of characterisation
    mode           TEXT,                  -- PLOVER mode; status of a tie; sign of a cause
    cameo          TEXT,
    passage        INTEGER NOT NULL REFERENCES passages(number),
    document       TEXT NOT NULL REFERENCES documents(id),
    modality       TEXT NOT NULL,
    polarity       TEXT NOT NULL,
    says           TEXT,                  -- the words that name the speaker; NULL: the author
    says_actor     TEXT,
    when_start     TEXT,
    when_end       TEXT,
    when_precision TEXT,
    when_basis     TEXT,
    when_text      TEXT,
    trigger_start  INTEGER NOT NULL,
    trigger_end    INTEGER NOT NULL,
    evidence_start INTEGER NOT NULL,
    evidence_end   INTEGER NOT NULL,
    score          REAL NOT NULL,         -- confidence of the extraction, 0 to 1
    rule           TEXT NOT NULL,
    content        TEXT NOT NULL,         -- the whole claim as JSON
    run            INTEGER NOT NULL REFERENCES runs(id)
);
CREATE INDEX claims_by_record ON claims (record);
CREATE INDEX claims_by_document ON claims (document);
CREATE INDEX claims_by_passage ON claims (passage);
CREATE INDEX claims_by_time ON claims (when_start, when_end);

-- Who takes part in a claim, and how. side is the state that the actor speaks for, else the actor.
CREATE TABLE claim_parties (
    claim   INTEGER NOT NULL REFERENCES claims(number),
    ordinal INTEGER NOT NULL,
    role    TEXT NOT NULL,                -- source, target, or the role in a tie
    actor   TEXT NOT NULL REFERENCES actors(id),
    side    TEXT NOT NULL,
    text       TEXT NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte   INTEGER NOT NULL,
    PRIMARY KEY (claim, ordinal)
) WITHOUT ROWID;
CREATE INDEX claim_parties_by_side ON claim_parties (side, claim);
CREATE INDEX claim_parties_by_actor ON claim_parties (actor, claim);

CREATE TABLE claim_themes (
    claim INTEGER NOT NULL REFERENCES claims(number),
    theme TEXT NOT NULL,
    PRIMARY KEY (claim, theme)
) WITHOUT ROWID;

CREATE TABLE claim_theatres (
    claim   INTEGER NOT NULL REFERENCES claims(number),
    theatre TEXT NOT NULL,
    PRIMARY KEY (claim, theatre)
) WITHOUT ROWID;

-- That two records are, or are not, about the same thing. A judgement is never changed: it is
-- undone, and another takes its place.
CREATE TABLE judgements (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('event')),
    left_id     TEXT NOT NULL,
    right_id    TEXT NOT NULL,
    verdict     TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    score       REAL NOT NULL,
    reason      TEXT NOT NULL,
    made_by     TEXT NOT NULL,            -- a rule with its version, or a person
    recorded_at TEXT NOT NULL,
    undone_at   TEXT
) WITHOUT ROWID;

-- What the judgements in force add up to: each event and the one that stands for its group.
CREATE TABLE event_groups (
    event TEXT PRIMARY KEY,
    leader TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX event_groups_by_leader ON event_groups (leader);

-- Knowledge files of this casebook: rows added to the built-in files of the same name.
CREATE TABLE knowledge (
    file TEXT PRIMARY KEY,
    text TEXT NOT NULL
) WITHOUT ROWID;

-- Each claim with its words, where they stand, and who published them when.
CREATE VIEW claims_with_quotes AS
SELECT c.id, c.about, coalesce(g.leader, c.record) AS record, c.type, c.mode, c.cameo, c.modality, c.polarity,
       c.says, c.says_actor, c.when_start, c.when_end, c.when_precision, c.when_basis, c.when_text,
       c.score, c.rule, d.path, d.title, d.outlet, d.published_start AS published,
       c.evidence_start, c.evidence_end, p.text AS quote, p.language, d.id AS document, p.origin
FROM claims c
JOIN passages p ON p.number = c.passage
JOIN documents d ON d.id = c.document
LEFT JOIN event_groups g ON g.event = c.record;

-- The words behind each record.
CREATE VIEW evidence AS
SELECT coalesce(g.leader, c.record) AS record, c.about, c.id AS claim, d.path, d.outlet,
       d.published_start AS published, c.evidence_start AS start_byte, c.evidence_end AS end_byte,
       p.text AS quote, p.origin
FROM claims c
JOIN passages p ON p.number = c.passage
JOIN documents d ON d.id = c.document
LEFT JOIN event_groups g ON g.event = c.record;

-- Each claim once for every pair of sides that it names; side_a sorts before side_b.
CREATE VIEW dyads AS
SELECT DISTINCT a.side AS side_a, b.side AS side_b, c.about, c.id AS claim,
       coalesce(g.leader, c.record) AS record, c.type, c.mode, c.modality, c.polarity,
       c.when_start, c.when_end, c.when_precision, c.document
FROM claims c
JOIN claim_parties a ON a.claim = c.number
JOIN claim_parties b ON b.claim = c.number AND a.side < b.side
LEFT JOIN event_groups g ON g.event = c.record;

-- Events, one row each after merging, with the number of claims, of documents, and of documents
-- whose words these first were.
CREATE VIEW events AS
SELECT coalesce(g.leader, c.record) AS id, min(c.type) AS type, min(c.mode) AS mode, min(c.cameo) AS cameo,
       min(c.when_start) AS when_start, max(c.when_end) AS when_end,
       count(*) AS claims, count(DISTINCT c.document) AS documents, count(DISTINCT o.document) AS origins
FROM claims c
JOIN passages p ON p.number = c.passage
JOIN passages o ON o.number = p.origin
LEFT JOIN event_groups g ON g.event = c.record
WHERE c.about = 'event'
GROUP BY coalesce(g.leader, c.record);

-- Ties, one row each, with the span of the dates that are stated for them.
CREATE VIEW ties AS
SELECT c.record AS id, min(c.type) AS kind, min(c.when_start) AS when_start, max(c.when_end) AS when_end,
       count(*) AS claims, count(DISTINCT c.document) AS documents, count(DISTINCT o.document) AS origins
FROM claims c
JOIN passages p ON p.number = c.passage
JOIN passages o ON o.number = p.origin
WHERE c.about = 'tie'
GROUP BY c.record;
