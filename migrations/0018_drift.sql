-- Where AWS has left what came there through Git, and what was lost with repositories that were deleted past it.

CREATE TABLE drifts (
    account       TEXT NOT NULL,
    region        TEXT NOT NULL,
    name          TEXT NOT NULL,
    -- The fields that differ, each with both sides.
    lines_json    TEXT NOT NULL,
    since         BIGINT NOT NULL,
    -- Somebody lets these lines be until a day.
    ignored_json  TEXT,
    PRIMARY KEY (account, region, name)
);

-- One row for each time that a repository was found to be gone, or made anew, while somebody looked after it.
CREATE TABLE losses (
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    name    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    -- When its images were read last; NULL: never.
    read    BIGINT,
    images  BIGINT NOT NULL,
    bytes   BIGINT NOT NULL,
    -- Whether the repository's record tells of it yet.
    told    BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (account, region, name, at)
);
CREATE INDEX losses_untold ON losses (at) WHERE told = FALSE;

CREATE TABLE lost_images (
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    name    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    digest  TEXT NOT NULL,
    tags    TEXT NOT NULL,
    pushed  BIGINT NOT NULL,
    pulled  BIGINT,
    bytes   BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    PRIMARY KEY (account, region, name, at, digest)
);

-- How far looking for drift has come among the changes of repositories.
INSERT INTO counters (name, value) VALUES ('drift_changes', 0);
