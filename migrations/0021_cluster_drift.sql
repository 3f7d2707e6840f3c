-- Where a cluster has something else than Git, as Argo CD compared them last.

CREATE TABLE cluster_drifts (
    account       TEXT NOT NULL,
    region        TEXT NOT NULL,
    name          TEXT NOT NULL,
    -- The objects that differ, each with its fields on both sides.
    lines_json    TEXT NOT NULL,
    since         BIGINT NOT NULL,
    -- Somebody lets these lines be until a day.
    ignored_json  TEXT,
    ignored_until BIGINT,
    PRIMARY KEY (account, region, name)
);

-- The same end of the day that stands in the text, to be found by.
ALTER TABLE drifts ADD COLUMN ignored_until BIGINT;

-- What the objects of a repository want of AWS, as they were in the cluster at the last look.
CREATE TABLE cluster_objects (
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    name        TEXT NOT NULL,
    says_json   TEXT NOT NULL,
    PRIMARY KEY (account, region, name)
);

-- When each of Argo CD's applications was looked at last, and what was in the way.
CREATE TABLE cluster_looks (
    application TEXT NOT NULL PRIMARY KEY,
    tried       BIGINT NOT NULL,
    -- NULL: no look has come to an end.
    seen        BIGINT,
    trouble     TEXT
);

-- What a list tells of a repository's drift, in words; empty: nothing.
ALTER TABLE repositories ADD COLUMN drift TEXT NOT NULL DEFAULT '';

-- A loss that everybody has been told of for long enough.
ALTER TABLE losses ADD COLUMN past BOOLEAN NOT NULL DEFAULT FALSE;

-- The repositories of each of Argo CD's applications.
CREATE INDEX repositories_followed ON repositories (req_cluster, req_source, id) WHERE request_id IS NOT NULL;
