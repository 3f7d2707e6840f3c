-- Repositories that nobody looks after in Git, and that somebody lets be until a day. In the shape of the other differences.

CREATE TABLE unmanaged_drifts (
    account       TEXT NOT NULL,
    region        TEXT NOT NULL,
    name          TEXT NOT NULL,
    lines_json    TEXT NOT NULL,
    since         BIGINT NOT NULL,
    ignored_json  TEXT,
    ignored_until BIGINT,
    PRIMARY KEY (account, region, name)
);
