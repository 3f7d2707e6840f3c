-- People, their sessions, and sign-ins on their way.

CREATE TABLE people (
    login       TEXT PRIMARY KEY,
    person_json TEXT NOT NULL,
    updated     BIGINT NOT NULL
);

CREATE TABLE sessions (
    id_hash      TEXT PRIMARY KEY,
    login        TEXT NOT NULL,
    created      BIGINT NOT NULL,
    last_seen    BIGINT NOT NULL,
    csrf         TEXT NOT NULL,
    -- Encrypted before it comes here.
    github_token TEXT
);
CREATE INDEX sessions_of_person ON sessions (login, created);
CREATE INDEX sessions_last_seen ON sessions (last_seen);

CREATE TABLE sign_ins (
    hash      TEXT PRIMARY KEY,
    return_to TEXT NOT NULL,
    verifier  TEXT NOT NULL,
    expires   BIGINT NOT NULL
);
