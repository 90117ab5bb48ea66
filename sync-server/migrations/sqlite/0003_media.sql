-- Recordings, sealed, named by the hash of all their chunks.
CREATE TABLE media (
    hash         BLOB    PRIMARY KEY,
    device       BLOB    NOT NULL REFERENCES devices (id),
    total        INTEGER NOT NULL,
    have         INTEGER NOT NULL,
    whole        INTEGER NOT NULL,
    received_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE media_chunks (
    hash   BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    bytes  BLOB    NOT NULL,
    PRIMARY KEY (hash, at)
) STRICT;

-- Bytes that each device has stored on its last day.
CREATE TABLE quotas (
    device  BLOB    PRIMARY KEY REFERENCES devices (id),
    day     INTEGER NOT NULL,
    bytes   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
