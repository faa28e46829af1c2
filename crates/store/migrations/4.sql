-- Format 4: where the claims of questions come from, for the list of sources, and indexes by which
-- questions are listed. All questions are settled anew the next time.

CREATE TABLE origin (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,                           -- side:…, source:…, text:…
    reports INTEGER NOT NULL,                               -- that carry it: the order of lists
    json    TEXT NOT NULL                                   -- what lists tell of it
) STRICT;
CREATE INDEX origin_listed ON origin (reports DESC, name);

ALTER TABLE question_claim ADD COLUMN origin INTEGER REFERENCES origin (id);
ALTER TABLE question_claim ADD COLUMN voice TEXT;           -- who says it, by name
ALTER TABLE question_claim ADD COLUMN day TEXT;             -- on which it was published
CREATE INDEX question_claim_origin ON question_claim (origin);

CREATE INDEX question_days ON question (first, last, key);
CREATE INDEX question_of_place ON question (kind, called, key);

DELETE FROM settled;
