-- Everything that was done or refused, in one record. Rows are appended; the engines' own sets refuse every change of them.

CREATE TABLE audit (
    -- From 1 on, without gaps.
    number       BIGINT NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    who_kind     TEXT NOT NULL,
    who          TEXT NOT NULL,
    -- The session or token, by what finds it and does not open it.
    held         TEXT,
    action       TEXT NOT NULL,
    object       TEXT NOT NULL,
    account      TEXT,
    region       TEXT,
    name         TEXT,
    -- Whose it was then.
    team         TEXT,
    request      TEXT,
    reason       TEXT NOT NULL,
    before_json  TEXT,
    after_json   TEXT,
    pull_request TEXT,
    commit_sha   TEXT,
    review       TEXT,
    -- The row of another record that this one vouches for, and that row's hash.
    source       TEXT,
    source_hash  TEXT,
    -- Covers every column and the hash before it.
    hash         TEXT NOT NULL
);
-- Pages are read by time; each filter has the order of time behind it.
CREATE INDEX audit_at ON audit (at, number);
CREATE INDEX audit_who ON audit (who, at, number);
CREATE INDEX audit_action ON audit (action, at, number);
CREATE INDEX audit_object ON audit (object, at, number);
CREATE INDEX audit_name ON audit (name, at, number) WHERE name IS NOT NULL;
CREATE INDEX audit_team ON audit (team, at, number) WHERE team IS NOT NULL;
CREATE UNIQUE INDEX audit_source ON audit (source) WHERE source IS NOT NULL;

-- Where the record ends. Whoever appends locks it, so that rows come one after the other.
CREATE TABLE audit_head (
    id        BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    number    BIGINT NOT NULL,
    hash      TEXT NOT NULL,
    -- The row before which this was found altered.
    broken_at BIGINT,
    -- Which secret seals it, and the seal.
    seal_key  TEXT,
    seal      TEXT,
    -- Whether what was recorded before there was this table stands in it, and since when that is looked after.
    settled   BOOLEAN NOT NULL,
    since     BIGINT
);
INSERT INTO audit_head (id, number, hash, settled) VALUES (1, 0, '', FALSE);
