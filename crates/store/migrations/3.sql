-- Format 3: what the reports of the questions tell together (rashomon_ledger::Context), by key. All
-- questions are settled anew the next time.

CREATE TABLE told (
    key   BLOB PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

DROP TABLE settled;
-- By which version of the program and its tables the questions were settled.
CREATE TABLE settled (
    by     TEXT NOT NULL,
    judged INTEGER NOT NULL,                                -- the last judgement that they heed
    names  TEXT NOT NULL                                    -- JSON: what sides are called
) STRICT;
