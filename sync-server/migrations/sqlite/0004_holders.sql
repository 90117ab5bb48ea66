-- What holders did, in order: `fieldward_core::authority::Entry`.
CREATE TABLE log (
    number  INTEGER PRIMARY KEY,
    entry   BLOB    NOT NULL
) STRICT;

-- What belongs to an open request and is sealed to somebody: deleted when it was opened.
CREATE TABLE pockets (
    request  BLOB NOT NULL,
    slot     TEXT NOT NULL,
    sealed   BLOB NOT NULL,
    PRIMARY KEY (request, slot)
) STRICT, WITHOUT ROWID;

-- Halves of identities that were handed over to a custodian who came later.
CREATE TABLE halves (
    record   BLOB NOT NULL,
    holder   TEXT NOT NULL,
    capsule  BLOB NOT NULL,
    PRIMARY KEY (record, holder)
) STRICT, WITHOUT ROWID;

-- Records whose keys were destroyed, so that a copy that comes again is taken without its keys.
CREATE TABLE withdrawn (
    record  BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
