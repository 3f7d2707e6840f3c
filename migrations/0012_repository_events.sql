-- What people did to a repository beside requests. No foreign key: the record outlives what it is about.
CREATE TABLE repository_events (
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    name       TEXT NOT NULL,
    -- From 1 on, without gaps.
    version    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    actor_json TEXT NOT NULL,
    kind       TEXT NOT NULL,
    deed_json  TEXT NOT NULL,
    -- Covers the row and the hash before it.
    hash       TEXT NOT NULL,
    PRIMARY KEY (account, region, name, version)
);
