-- What is known of the world outside, and the work that keeps it known.

CREATE TABLE deliveries (
    id       TEXT PRIMARY KEY,
    event    TEXT NOT NULL,
    received BIGINT NOT NULL,
    finished BIGINT
);
CREATE INDEX deliveries_received ON deliveries (received);

CREATE TABLE sources (
    system      TEXT PRIMARY KEY,
    last_answer BIGINT,
    trouble     TEXT
);

CREATE TABLE jobs (
    name    TEXT PRIMARY KEY,
    due     BIGINT NOT NULL,
    held_by TEXT
);

CREATE TABLE choice_lists (
    list   TEXT PRIMARY KEY,
    read   BIGINT NOT NULL,
    digest TEXT NOT NULL
);
CREATE TABLE choices (
    list   TEXT NOT NULL,
    value  TEXT NOT NULL,
    detail TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (list, value)
);

-- When each account and region was read last.
CREATE TABLE censuses (
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    read    BIGINT,
    trouble TEXT,
    PRIMARY KEY (account, region)
);

-- One row a name that anything is known about. AWS's columns are written by the census, the request's by requests,
-- so that neither needs to know the other; what follows from both is generated.
CREATE TABLE repositories (
    id              INTEGER PRIMARY KEY,
    account         TEXT NOT NULL,
    region          TEXT NOT NULL,
    name            TEXT NOT NULL,

    -- NULL: not looked for yet.
    in_aws          BOOLEAN,
    -- Since when it is known to be there: a census that began before says nothing about it.
    present_since   BIGINT,
    managed         BOOLEAN NOT NULL DEFAULT FALSE,
    digest          TEXT,
    seen_json       TEXT,
    created         BIGINT,
    aws_team        TEXT,
    aws_system      TEXT,
    aws_cluster     TEXT,
    aws_description TEXT,
    aws_source      TEXT,

    -- The request that holds the name.
    request_id      TEXT REFERENCES requests (id),
    request_stage   TEXT,
    -- It failed or waits for somebody.
    needs_attention BOOLEAN NOT NULL DEFAULT FALSE,
    req_team        TEXT,
    req_system      TEXT,
    req_cluster     TEXT,
    req_description TEXT,
    req_source      TEXT,

    team    TEXT GENERATED ALWAYS AS (COALESCE(aws_team, req_team)) STORED,
    system  TEXT GENERATED ALWAYS AS (COALESCE(aws_system, req_system)) STORED,
    cluster TEXT GENERATED ALWAYS AS (COALESCE(aws_cluster, req_cluster)) STORED,
    -- NULL: nothing that anybody needs to see.
    state   TEXT GENERATED ALWAYS AS (
        CASE
            WHEN request_id IS NOT NULL AND needs_attention THEN 'attention'
            WHEN in_aws AND (managed OR request_id IS NOT NULL) THEN 'ready'
            WHEN in_aws THEN 'unmanaged'
            WHEN request_stage = 'completed' AND in_aws IS NULL THEN 'ready'
            WHEN request_stage = 'completed' THEN 'missing'
            WHEN request_id IS NOT NULL THEN 'coming'
            WHEN managed THEN 'missing'
        END
    ) STORED,
    search  TEXT GENERATED ALWAYS AS (
        lower(name || ' ' || account || ' ' || region
            || ' ' || COALESCE(aws_team, req_team, '') || ' ' || COALESCE(aws_system, req_system, '')
            || ' ' || COALESCE(aws_cluster, req_cluster, '') || ' ' || COALESCE(aws_source, req_source, '')
            || ' ' || COALESCE(aws_description, req_description, ''))
    ) STORED,
    UNIQUE (account, region, name)
);
CREATE INDEX repositories_name ON repositories (name);
CREATE INDEX repositories_team ON repositories (team, name);
CREATE INDEX repositories_request ON repositories (request_id) WHERE request_id IS NOT NULL;
