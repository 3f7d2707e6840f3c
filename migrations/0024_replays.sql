-- What was answered to calls that carried a key, so that the same call again changes nothing and is answered alike.
CREATE TABLE replays (
    token     TEXT NOT NULL REFERENCES api_tokens (id),
    key       TEXT NOT NULL,
    -- Of the call: its address and body.
    call_hash TEXT NOT NULL,
    began     BIGINT NOT NULL,
    -- NULL: on its way.
    status    BIGINT,
    location  TEXT,
    -- Sealed, for an answer may hold a token.
    body      TEXT,
    PRIMARY KEY (token, key)
);
CREATE INDEX replays_began ON replays (began);
