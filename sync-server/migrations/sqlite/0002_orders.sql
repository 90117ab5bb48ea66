-- What two holders have ordered, as they signed it.
CREATE TABLE orders (
    number   INTEGER PRIMARY KEY,
    body     BLOB    NOT NULL,
    made_ms  INTEGER NOT NULL
) STRICT;
