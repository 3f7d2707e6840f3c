-- Which repositories changed since somebody looked: the inventory keeps a copy in memory and reads only those again.
-- Each engine fills these by triggers of its own, so that no statement can forget to.

ALTER TABLE repositories ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX repositories_changed ON repositories (changed);

CREATE TABLE repositories_gone (
    id      BIGINT PRIMARY KEY,
    changed BIGINT NOT NULL
);
CREATE INDEX repositories_gone_changed ON repositories_gone (changed);

INSERT INTO counters (name, value) VALUES ('changes', 0);
