-- What the registries hold: images with their tags, findings of scans, and what follows from them for each repository.

-- Follow from a repository's images and findings; NULL: not read yet.
ALTER TABLE repositories ADD COLUMN image_count BIGINT;
-- Sum of the images' sizes. Layers that images share count each time: an upper bound.
ALTER TABLE repositories ADD COLUMN bytes BIGINT;
-- Images without a tag that belong to no other image that is known.
ALTER TABLE repositories ADD COLUMN untagged_count BIGINT;
ALTER TABLE repositories ADD COLUMN untagged_bytes BIGINT;
-- Of several platforms. Where there are some, the untagged may be their platforms'.
ALTER TABLE repositories ADD COLUMN index_count BIGINT;
ALTER TABLE repositories ADD COLUMN last_push BIGINT;
ALTER TABLE repositories ADD COLUMN last_pull BIGINT;
-- The digest of the newest image whose scan came to an end, and how many open findings it and its platforms have.
ALTER TABLE repositories ADD COLUMN findings_of TEXT;
ALTER TABLE repositories ADD COLUMN critical BIGINT;
ALTER TABLE repositories ADD COLUMN high BIGINT;
ALTER TABLE repositories ADD COLUMN medium BIGINT;
ALTER TABLE repositories ADD COLUMN low BIGINT;
-- Informational, undefined, and what AWS may call otherwise.
ALTER TABLE repositories ADD COLUMN other BIGINT;
-- NULL: none, or not read yet.
ALTER TABLE repositories ADD COLUMN policy_json TEXT;
-- What the registry's rules make of it: AWS's value.
ALTER TABLE repositories ADD COLUMN scanning TEXT;
-- The scorecard: 0 to 100, and the checks that failed, separated by spaces.
ALTER TABLE repositories ADD COLUMN score BIGINT;
ALTER TABLE repositories ADD COLUMN checks_failed BIGINT;
ALTER TABLE repositories ADD COLUMN failed_checks TEXT;
ALTER TABLE repositories ADD COLUMN scored_at BIGINT;

-- What changes with every reading stands apart from the wide row and its indexes.
CREATE TABLE image_reads (
    repository    BIGINT PRIMARY KEY REFERENCES repositories (id) ON DELETE CASCADE,
    account       TEXT NOT NULL,
    region        TEXT NOT NULL,
    -- When to read it next. Below zero: somebody saw it change, the latest first.
    due           BIGINT NOT NULL,
    read          BIGINT,
    findings_read BIGINT,
    trouble       TEXT,
    -- Of all that was read: the same again needs no write.
    digest        TEXT
);
CREATE INDEX image_reads_due ON image_reads (account, region, due);

-- When the images of each account and region were answered for last.
ALTER TABLE censuses ADD COLUMN images_answer BIGINT;
ALTER TABLE censuses ADD COLUMN images_trouble TEXT;

CREATE TABLE images (
    id            INTEGER PRIMARY KEY,
    repository    BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    digest        TEXT NOT NULL,
    -- In order, separated by spaces, which no tag has: a page of images needs no second table.
    tags          TEXT NOT NULL,
    tag_count     BIGINT NOT NULL,
    pushed        BIGINT NOT NULL,
    pulled        BIGINT,
    bytes         BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    -- Well-known types by a short name.
    media_type    TEXT,
    artifact_type TEXT,
    -- The image of this repository that it belongs to.
    subject       TEXT,
    platform      TEXT,
    archived      BOOLEAN NOT NULL,
    -- Of all the columns above: the same again needs no write.
    mark          BIGINT NOT NULL,

    -- NULL: not asked about. AWS's value, or NEVER.
    scan_status   TEXT,
    scan_says     TEXT,
    scanned       BIGINT,
    scan_read     BIGINT,
    scan_due      BIGINT,
    critical      BIGINT,
    high          BIGINT,
    medium        BIGINT,
    low           BIGINT,
    other         BIGINT,
    -- In this order it serves a digest in any repository too.
    UNIQUE (digest, repository)
);
CREATE INDEX images_newest ON images (repository, pushed, id);
CREATE INDEX images_of_subject ON images (subject) WHERE subject IS NOT NULL;
CREATE INDEX images_scanned ON images (repository, scan_due) WHERE scan_status IS NOT NULL;

-- No foreign key to images: it would want an index of its own. Both are written together.
CREATE TABLE image_tags (
    repository BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    tag        TEXT NOT NULL,
    image      BIGINT NOT NULL,
    PRIMARY KEY (repository, tag)
);
CREATE INDEX image_tags_anywhere ON image_tags (tag, repository);

-- One row a repository, however many of its images have it: it is as old as the first sight of it.
CREATE TABLE findings (
    id         INTEGER PRIMARY KEY,
    repository BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    package    TEXT NOT NULL,
    version    TEXT NOT NULL,
    severity   TEXT NOT NULL,
    -- 0: critical.
    severity_rank BIGINT NOT NULL,
    fixed_in   TEXT,
    -- CVSS in tenths.
    score      BIGINT,
    uri        TEXT,
    first_seen BIGINT NOT NULL,
    -- Whether the image has it that the repository's figures speak of.
    is_open    BOOLEAN NOT NULL,
    UNIQUE (name, package, version, repository)
);
CREATE INDEX findings_of_repository ON findings (repository, severity_rank, id);

CREATE TABLE image_findings (
    image   BIGINT NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    finding BIGINT NOT NULL REFERENCES findings (id) ON DELETE CASCADE,
    PRIMARY KEY (image, finding)
);
CREATE INDEX image_findings_finding ON image_findings (finding);

-- Findings that somebody answers for, until a day.
CREATE TABLE finding_exceptions (
    id         TEXT PRIMARY KEY,
    repository BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    finding    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    owner      TEXT NOT NULL,
    until      BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    created    BIGINT NOT NULL,
    -- Taken back before its time.
    ended      BIGINT
);
CREATE INDEX finding_exceptions_of_repository ON finding_exceptions (repository, until);

-- Days since the epoch, UTC. A day on which nothing changed has no row: the one before holds on.
CREATE TABLE repository_days (
    repository     BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    day            BIGINT NOT NULL,
    image_count    BIGINT NOT NULL,
    bytes          BIGINT NOT NULL,
    untagged_bytes BIGINT NOT NULL,
    critical       BIGINT,
    high           BIGINT,
    PRIMARY KEY (repository, day)
);

-- An empty team: nobody's.
CREATE TABLE team_days (
    team           TEXT NOT NULL,
    day            BIGINT NOT NULL,
    repositories   BIGINT NOT NULL,
    image_count    BIGINT NOT NULL,
    bytes          BIGINT NOT NULL,
    untagged_bytes BIGINT NOT NULL,
    critical       BIGINT NOT NULL,
    high           BIGINT NOT NULL,
    -- Of those that have a score, and how many have.
    score_sum      BIGINT NOT NULL,
    scored         BIGINT NOT NULL,
    PRIMARY KEY (team, day)
);
CREATE INDEX team_days_day ON team_days (day);

CREATE TABLE saved_views (
    id        TEXT PRIMARY KEY,
    owner     TEXT NOT NULL,
    name      TEXT NOT NULL,
    query     TEXT NOT NULL,
    is_shared BOOLEAN NOT NULL,
    created   BIGINT NOT NULL,
    UNIQUE (owner, name)
);
CREATE INDEX saved_views_shared ON saved_views (name) WHERE is_shared;

INSERT INTO image_reads (repository, account, region, due)
    SELECT id, account, region, 0 FROM repositories WHERE in_aws;
