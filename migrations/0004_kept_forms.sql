-- What people sent after their session had ended, until they have signed in again.

CREATE TABLE kept_forms (
    -- Of the secret in the browser’s cookie: the database alone leads nobody to it.
    hash        TEXT PRIMARY KEY,
    path        TEXT NOT NULL,
    fields_json TEXT NOT NULL,
    expires     BIGINT NOT NULL
);
CREATE INDEX kept_forms_expires ON kept_forms (expires);
