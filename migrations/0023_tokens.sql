-- Programs that act by themselves, with the roles and teams that an admin gave them.
CREATE TABLE services (
    name       TEXT NOT NULL PRIMARY KEY,
    about      TEXT NOT NULL,
    roles_json TEXT NOT NULL,
    teams_json TEXT NOT NULL,
    created    BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    ended      BIGINT
);

-- Tokens of people and of services. The secret is kept nowhere, only its hash.
CREATE TABLE api_tokens (
    id          TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    hint        TEXT NOT NULL,
    login       TEXT,
    service     TEXT REFERENCES services (name),
    name        TEXT NOT NULL,
    scopes_json TEXT NOT NULL,
    created     BIGINT NOT NULL,
    made_by     TEXT NOT NULL,
    expires     BIGINT NOT NULL,
    last_used   BIGINT,
    revoked     BIGINT,
    CHECK ((login IS NULL) <> (service IS NULL))
);
CREATE INDEX api_tokens_login ON api_tokens (login, created) WHERE login IS NOT NULL;
CREATE INDEX api_tokens_service ON api_tokens (service, created) WHERE service IS NOT NULL;
