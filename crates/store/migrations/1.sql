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

-- What people judge of questions, answers, claims and names.
CREATE TABLE judgement (
    id     INTEGER PRIMARY KEY,
    author TEXT NOT NULL,
    time   TEXT NOT NULL,                                   -- RFC 3339
    why    TEXT NOT NULL,
    act    TEXT NOT NULL,                                   -- JSON
    undoes INTEGER REFERENCES judgement (id)
) STRICT;

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

-- Questions, worked out from what each reading contributes to them.

CREATE TABLE contribution (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id),
    name     TEXT NOT NULL,                                 -- the document's id in the record
    hash     BLOB NOT NULL,                                 -- of the analysis
    state    INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3)),
    -- 0: new; 1: in the questions; 2: still in them, to be taken out; 3: another one says the same
    key      TEXT,                                          -- the document's key in the questions
    program  TEXT NOT NULL,                                 -- the version that made it
    articles BLOB NOT NULL                                  -- JSON, Zstandard
) STRICT;
CREATE INDEX contribution_name ON contribution (name);
CREATE INDEX contribution_document ON contribution (document);
CREATE UNIQUE INDEX contribution_key ON contribution (key);
CREATE INDEX contribution_waiting ON contribution (state) WHERE state IN (0, 2);

-- Questions that are settled together, as the reports alone know them.
CREATE TABLE family (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE part (
    family       INTEGER NOT NULL REFERENCES family (id),
    contribution INTEGER NOT NULL REFERENCES contribution (id) ON DELETE CASCADE,
    entries      BLOB NOT NULL,                             -- JSON, Zstandard
    PRIMARY KEY (family, contribution)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_contribution ON part (contribution);

-- Sides and places on whose names or enmity the questions of a family depend; some no longer do.
CREATE TABLE dependence (
    name   TEXT NOT NULL,
    family INTEGER NOT NULL REFERENCES family (id),
    PRIMARY KEY (name, family)
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,                          -- q:…
    family   TEXT NOT NULL,                                 -- the family that it was settled with
    key      TEXT NOT NULL,
    kind     TEXT NOT NULL,
    status   INTEGER NOT NULL,                              -- in the order of lists
    disputed INTEGER NOT NULL,
    claims   INTEGER NOT NULL,
    place    TEXT,
    called   TEXT,                                          -- the place's name
    first    TEXT,                                          -- days that it is about
    last     TEXT,
    json     BLOB NOT NULL                                  -- Zstandard
) STRICT;
CREATE INDEX question_family ON question (family);
CREATE INDEX question_listed ON question (status, claims DESC, key);
CREATE INDEX question_place ON question (place);
CREATE INDEX question_called ON question (called COLLATE NOCASE);
CREATE INDEX question_kind ON question (kind, status, claims DESC, key);

CREATE TABLE question_side (
    side     TEXT NOT NULL,
    question INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    PRIMARY KEY (side, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX question_side_question ON question_side (question);

CREATE TABLE question_claim (
    document INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    question INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    PRIMARY KEY (document, number, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX question_claim_question ON question_claim (question);

-- By which version of the program and its tables the questions were settled.
CREATE TABLE settled (
    by     TEXT NOT NULL,
    judged INTEGER NOT NULL                                 -- the last judgement that they heed
) STRICT;
