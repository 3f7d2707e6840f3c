-- What is left of repositories that requests have taken away, or let go of.

CREATE TABLE tombstones (
    account      TEXT NOT NULL,
    region       TEXT NOT NULL,
    name         TEXT NOT NULL,
    at           BIGINT NOT NULL,
    request_id   TEXT NOT NULL REFERENCES requests (id),
    -- 'delete-with-images', 'delete-empty' or 'detach'.
    way          TEXT NOT NULL,
    -- Which list of lost images was its last; NULL: none was known.
    list         BIGINT,
    images       BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    -- Nobody gets the name before.
    locked_until BIGINT NOT NULL,
    PRIMARY KEY (account, region, name, at)
);
CREATE INDEX tombstones_of_request ON tombstones (request_id);
