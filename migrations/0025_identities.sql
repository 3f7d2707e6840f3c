-- Who vouches for whom, and what a session needs for that.

CREATE TABLE identities (
    -- 'github' or 'oidc'
    provider    TEXT NOT NULL,
    -- As the provider numbers its people: names change and are given to others.
    subject     TEXT NOT NULL,
    -- The person.
    login       TEXT NOT NULL,
    -- What the provider calls them now.
    name        TEXT NOT NULL,
    -- Roles and teams by this provider, and when it said so last.
    grants_json TEXT NOT NULL,
    checked     BIGINT NOT NULL,
    PRIMARY KEY (provider, subject)
);
CREATE UNIQUE INDEX identities_of_person ON identities (login, provider);

ALTER TABLE sessions ADD COLUMN provider TEXT NOT NULL DEFAULT 'github';
-- The browser, in words.
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';
-- When the provider said last that the person is there still.
ALTER TABLE sessions ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;
-- Encrypted before it comes here.
ALTER TABLE sessions ADD COLUMN oidc_token TEXT;
UPDATE sessions SET checked = created;

ALTER TABLE sign_ins ADD COLUMN provider TEXT NOT NULL DEFAULT 'github';
ALTER TABLE sign_ins ADD COLUMN nonce TEXT NOT NULL DEFAULT '';
-- Who links this account to theirs.
ALTER TABLE sign_ins ADD COLUMN linking TEXT;
