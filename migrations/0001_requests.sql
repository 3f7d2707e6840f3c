-- Requests, their history and their place in the queue. Times are milliseconds since the epoch, UTC.

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('request', 0);

-- The row is the request, and the queue too. What is asked of it in lists stands in columns of its own beside the JSON.
CREATE TABLE requests (
    id           TEXT PRIMARY KEY,
    number       BIGINT NOT NULL UNIQUE,
    version      BIGINT NOT NULL CHECK (version >= 1),
    revision     BIGINT NOT NULL CHECK (revision >= 1),
    change_json  TEXT NOT NULL,
    comment      TEXT NOT NULL,
    requester    TEXT NOT NULL,
    created      BIGINT NOT NULL,
    stage_json   TEXT NOT NULL,
    since        BIGINT NOT NULL,
    reviews_json TEXT NOT NULL,
    waiting_json TEXT,
    catalog_json TEXT NOT NULL,
    attempt      BIGINT NOT NULL CHECK (attempt >= 0),

    kind         TEXT NOT NULL,
    stage        TEXT NOT NULL,
    is_open      BOOLEAN NOT NULL,
    -- False once given up: the name is free again.
    holds_name   BOOLEAN NOT NULL,
    completed    BIGINT,
    account      TEXT NOT NULL,
    region       TEXT NOT NULL,
    name         TEXT NOT NULL,
    team         TEXT NOT NULL,
    system       TEXT NOT NULL,
    cluster      TEXT NOT NULL,
    source       TEXT NOT NULL,
    pr_repo      TEXT,
    pr_number    BIGINT,
    pr_head      TEXT,
    search       TEXT NOT NULL,

    -- Hash of the last event: a history cut short at its end does not pass for whole.
    head         TEXT NOT NULL,

    -- NULL: asleep until woken.
    wake_at      BIGINT,
    -- The earliest wake that came while somebody held the lease.
    woken_at     BIGINT,
    lease_by     TEXT,
    lease_until  BIGINT,
    -- Counts claims, so that an older lease of the same worker is not taken for this one.
    lease_no     BIGINT NOT NULL DEFAULT 0,
    CHECK ((lease_by IS NULL) = (lease_until IS NULL))
);
CREATE UNIQUE INDEX requests_hold_names ON requests (account, region, name) WHERE holds_name;
CREATE INDEX requests_due ON requests (wake_at, number) WHERE wake_at IS NOT NULL;
CREATE INDEX requests_of_person ON requests (requester, number);
CREATE INDEX requests_in_stage ON requests (stage, number);
CREATE INDEX requests_of_team ON requests (team, number);
CREATE INDEX requests_about ON requests (account, region, name, number);
CREATE INDEX requests_pull_request ON requests (pr_repo, pr_number) WHERE pr_number IS NOT NULL;
CREATE INDEX requests_completed ON requests (completed) WHERE completed IS NOT NULL;

-- Append-only: history and audit log in one. Each hash covers the row and the hash before it.
CREATE TABLE events (
    request_id TEXT NOT NULL REFERENCES requests (id),
    version    BIGINT NOT NULL CHECK (version >= 1),
    at         BIGINT NOT NULL,
    actor_json TEXT NOT NULL,
    what_json  TEXT NOT NULL,
    hash       TEXT NOT NULL,
    -- The stage that was entered, for durations.
    entered    TEXT,
    PRIMARY KEY (request_id, version)
);
CREATE INDEX events_entered ON events (at) WHERE entered IS NOT NULL;

-- What the outside world said last, for pages.
CREATE TABLE seen (
    request_id TEXT NOT NULL REFERENCES requests (id),
    kind       TEXT NOT NULL,
    json       TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (request_id, kind)
);

CREATE TABLE drafts (
    id        TEXT PRIMARY KEY,
    owner     TEXT NOT NULL,
    form_json TEXT NOT NULL,
    saved     BIGINT NOT NULL
);
CREATE INDEX drafts_of_person ON drafts (owner, saved);
