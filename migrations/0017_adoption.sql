-- A repository that was in AWS before it was in Git: whose it is says the request that brought it there, not its tags.
ALTER TABLE repositories ADD COLUMN adopted BOOLEAN NOT NULL DEFAULT FALSE;
