-- Format 2: what is watched.

-- What was last heard of feeds, of pages that they link to, and of folders. It only saves asking again.
CREATE TABLE watched (
    source TEXT PRIMARY KEY,                                -- an address, or a folder's path
    state  TEXT NOT NULL                                    -- JSON
) STRICT, WITHOUT ROWID;
