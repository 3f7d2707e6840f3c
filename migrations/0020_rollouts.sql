-- A changed standard on its way to the repositories that are there.

CREATE TABLE rollouts (
    id         TEXT PRIMARY KEY,
    aim_json   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    started_by TEXT NOT NULL,
    started    BIGINT NOT NULL,
    -- Open requests of one team at the same time.
    per_team   BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'finished')),
    -- What stopped it by itself.
    why        TEXT,
    -- The rollout that it takes back.
    undoes     TEXT
);
-- Nothing is taken back twice.
CREATE UNIQUE INDEX rollouts_undoes ON rollouts (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE rollout_items (
    rollout  TEXT NOT NULL REFERENCES rollouts (id),
    place    BIGINT NOT NULL,
    account  TEXT NOT NULL,
    region   TEXT NOT NULL,
    name     TEXT NOT NULL,
    team     TEXT,
    -- Chosen before anything is asked for; the request of that id is the only one that there will be.
    request  TEXT NOT NULL UNIQUE,
    undoes   TEXT,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'left_out', 'already', 'asked')),
    why      TEXT,
    next_try BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (rollout, place)
);

-- What people and Berth did to a rollout.
CREATE TABLE rollout_events (
    rollout  TEXT NOT NULL REFERENCES rollouts (id),
    version  BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    -- NULL: Berth itself.
    by_login TEXT,
    sentence TEXT NOT NULL,
    PRIMARY KEY (rollout, version)
);

-- Teams that keep their repositories out of one rollout, or of all, until a day.
CREATE TABLE opt_outs (
    id         TEXT PRIMARY KEY,
    team       TEXT NOT NULL,
    rollout    TEXT REFERENCES rollouts (id),
    reason     TEXT NOT NULL,
    until      BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    created    BIGINT NOT NULL,
    ended      BIGINT
);
CREATE INDEX opt_outs_until ON opt_outs (until) WHERE ended IS NULL;
