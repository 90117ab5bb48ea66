-- Everything in here is sealed, public, or a hash. Times are milliseconds since 1970, UTC.

CREATE TABLE study (
    only_one        INTEGER PRIMARY KEY CHECK (only_one = 1),
    id              TEXT    NOT NULL,
    package         BLOB    NOT NULL,
    sealing_key     BLOB    NOT NULL,
    signing_key     BLOB    NOT NULL,
    custodians      BLOB    NOT NULL,
    keys_signature  BLOB    NOT NULL
) STRICT;

-- Secret keys under the passphrases of the people who hold them.
CREATE TABLE wrapped_keys (
    holder   TEXT PRIMARY KEY,
    wrapped  BLOB NOT NULL
) STRICT;

CREATE TABLE packages (
    hash          BLOB    PRIMARY KEY,
    bytes         BLOB    NOT NULL,
    serial        INTEGER NOT NULL,
    signature     BLOB    NOT NULL,
    published_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE tokens (
    hash        BLOB    PRIMARY KEY,
    label       TEXT    NOT NULL,
    expires_ms  INTEGER NOT NULL,
    used_by     BLOB    REFERENCES devices (id)
) STRICT;

CREATE TABLE devices (
    id             BLOB    PRIMARY KEY,
    label          TEXT    NOT NULL,
    signing_key    BLOB    NOT NULL,
    sealing_key    BLOB    NOT NULL,
    enrolled_ms    INTEGER NOT NULL,
    revoked_ms     INTEGER,
    returns_taken  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A record whose device parked it has a hash and a link, but no id and no bytes.
CREATE TABLE records (
    arrival      INTEGER PRIMARY KEY AUTOINCREMENT,
    device       BLOB    NOT NULL REFERENCES devices (id),
    stream       INTEGER NOT NULL,
    sequence     INTEGER NOT NULL,
    record       BLOB    UNIQUE,
    hash         BLOB    NOT NULL,
    link         BLOB    NOT NULL,
    bytes        BLOB,
    received_ms  INTEGER NOT NULL,
    verified     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (device, stream, sequence)
) STRICT;

CREATE TABLE heads (
    device     BLOB    NOT NULL REFERENCES devices (id),
    stream     INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,
    link       BLOB    NOT NULL,
    PRIMARY KEY (device, stream)
) STRICT, WITHOUT ROWID;

-- Every signature that came with a push, by the head that it signs: proof of authorship, order and gaps.
CREATE TABLE signatures (
    device     BLOB    NOT NULL REFERENCES devices (id),
    stream     INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,
    link       BLOB    NOT NULL,
    signature  BLOB    NOT NULL,
    PRIMARY KEY (device, stream, sequence, link)
) STRICT, WITHOUT ROWID;

CREATE TABLE forks (
    device       BLOB    NOT NULL REFERENCES devices (id),
    stream       INTEGER NOT NULL,
    sequence     INTEGER NOT NULL,
    held         BLOB    NOT NULL,
    other        BLOB    NOT NULL,
    bytes        BLOB    NOT NULL,
    received_ms  INTEGER NOT NULL,
    PRIMARY KEY (device, stream, sequence, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE returns (
    device  BLOB    NOT NULL REFERENCES devices (id),
    number  INTEGER NOT NULL,
    sealed  BLOB    NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    kind   TEXT NOT NULL,
    key    BLOB NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
