-- Format 1. What was taken in and what was judged is only ever added to; triggers see to it. What is
-- worked out from it (below) can be made again.

-- Documents as they came.
CREATE TABLE document (
    id      INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), -- Original::hash
    form    TEXT NOT NULL,                                  -- text, line, page, entry
    outside TEXT NOT NULL,                                  -- JSON: what its collection says of it
    bytes   BLOB NOT NULL,                                  -- Zstandard
    added   TEXT NOT NULL                                   -- RFC 3339
) STRICT;

-- Versions of the program and its tables that read documents.
CREATE TABLE reader (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- What was read in documents; each different result once.
CREATE TABLE analysis (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id),
    hash     BLOB NOT NULL CHECK (length(hash) = 32),       -- SHA-256 of the JSON
    json     BLOB NOT NULL,                                 -- Zstandard, dictionary: a line feed and the document's bytes
    UNIQUE (document, hash)
) STRICT;

-- Who read which document when, and what came of it. The last one counts.
CREATE TABLE reading (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id),
    reader   INTEGER NOT NULL REFERENCES reader (id),
    analysis INTEGER NOT NULL REFERENCES analysis (id),
    time     TEXT NOT NULL                                  -- RFC 3339
) STRICT;
CREATE INDEX reading_document ON reading (document, id);

-- What people judge of questions, claims and names.
CREATE TABLE judgement (
    id      INTEGER PRIMARY KEY,
    target  TEXT NOT NULL,
    verdict TEXT NOT NULL,
    why     TEXT NOT NULL,
    author  TEXT NOT NULL,
    time    TEXT NOT NULL,                                  -- RFC 3339
    undoes  INTEGER UNIQUE REFERENCES judgement (id)
) STRICT;
CREATE INDEX judgement_target ON judgement (target, id);

CREATE TRIGGER document_stays  BEFORE UPDATE ON document  BEGIN SELECT RAISE (ABORT, 'documents are never changed'); END;
CREATE TRIGGER document_kept   BEFORE DELETE ON document  BEGIN SELECT RAISE (ABORT, 'documents are never deleted'); END;
CREATE TRIGGER reader_stays    BEFORE UPDATE ON reader    BEGIN SELECT RAISE (ABORT, 'readers are never changed'); END;
CREATE TRIGGER reader_kept     BEFORE DELETE ON reader    BEGIN SELECT RAISE (ABORT, 'readers are never deleted'); END;
CREATE TRIGGER analysis_stays  BEFORE UPDATE ON analysis  BEGIN SELECT RAISE (ABORT, 'analyses are never changed'); END;
CREATE TRIGGER analysis_kept   BEFORE DELETE ON analysis  BEGIN SELECT RAISE (ABORT, 'analyses are never deleted'); END;
CREATE TRIGGER reading_stays   BEFORE UPDATE ON reading   BEGIN SELECT RAISE (ABORT, 'readings are never changed'); END;
CREATE TRIGGER reading_kept    BEFORE DELETE ON reading   BEGIN SELECT RAISE (ABORT, 'readings are never deleted'); END;
CREATE TRIGGER judgement_stays BEFORE UPDATE ON judgement BEGIN SELECT RAISE (ABORT, 'judgements are never changed'); END;
CREATE TRIGGER judgement_kept  BEFORE DELETE ON judgement BEGIN SELECT RAISE (ABORT, 'judgements are never deleted'); END;

-- Worked out from the last reading of each document.

CREATE TABLE report (
    document INTEGER PRIMARY KEY REFERENCES document (id),
    analysis INTEGER NOT NULL REFERENCES analysis (id),
    name     TEXT NOT NULL,                                 -- the id in the record
    title    TEXT,
    outlet   TEXT,
    uri      TEXT,
    language TEXT,
    first    TEXT,                                          -- days of publication, 2020-11-08
    last     TEXT
) STRICT;
CREATE INDEX report_name ON report (name);

-- Titles and the sentences that claims stand in: what can be searched.
CREATE TABLE passage (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES report (document) ON DELETE CASCADE,
    start    INTEGER,                                       -- bytes of the text; NULL for the title
    text     TEXT NOT NULL
) STRICT;
CREATE INDEX passage_document ON passage (document);
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'passage', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER passage_added   AFTER INSERT ON passage BEGIN
    INSERT INTO words (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN
    INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TABLE claim (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES report (document) ON DELETE CASCADE,
    number   INTEGER NOT NULL,                              -- c1 is 0
    passage  INTEGER NOT NULL REFERENCES passage (id),
    kind     TEXT NOT NULL,
    side     TEXT,
    source   TEXT,                                          -- the innermost source
    polarity TEXT NOT NULL,
    modality TEXT NOT NULL,
    first    TEXT,                                          -- days that it speaks of
    last     TEXT,
    UNIQUE (document, number)
) STRICT;
CREATE INDEX claim_passage ON claim (passage);

-- Places as the reports name them, and where they lie.
CREATE TABLE place (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    key     TEXT NOT NULL,                                  -- geonames:…, frame:…
    lat     REAL,
    lon     REAL,
    feature TEXT,
    country TEXT
) STRICT;
CREATE INDEX place_key ON place (key);
CREATE INDEX place_name ON place (name COLLATE NOCASE);
CREATE VIRTUAL TABLE area USING rtree (id, south, north, west, east);
CREATE TRIGGER place_added   AFTER INSERT ON place WHEN new.lat IS NOT NULL AND new.lon IS NOT NULL BEGIN
    INSERT INTO area VALUES (new.id, new.lat, new.lat, new.lon, new.lon);
END;

CREATE TABLE mention (
    place    INTEGER NOT NULL REFERENCES place (id),
    document INTEGER NOT NULL REFERENCES report (document) ON DELETE CASCADE,
    number   INTEGER NOT NULL,                              -- m1 is 0
    PRIMARY KEY (place, document, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_document ON mention (document);

CREATE TABLE claim_place (
    place INTEGER NOT NULL REFERENCES place (id),
    claim INTEGER NOT NULL REFERENCES claim (id) ON DELETE CASCADE,
    PRIMARY KEY (place, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_place_claim ON claim_place (claim);
