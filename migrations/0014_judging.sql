-- What follows from judging a repository, beside the columns of its scorecard. NULL: not judged yet.

-- Of `bytes`: in the archive's storage class, which has a price of its own.
ALTER TABLE repositories ADD COLUMN archived_bytes BIGINT;
-- Checks of the scorecard that can't be told, separated by spaces.
ALTER TABLE repositories ADD COLUMN unknown_checks TEXT;
-- Storage that probably nobody would miss, by the first reason that fits each image. Bytes are without the archived ones.
ALTER TABLE repositories ADD COLUMN untagged_waste BIGINT;
ALTER TABLE repositories ADD COLUMN untagged_waste_bytes BIGINT;
ALTER TABLE repositories ADD COLUMN untagged_waste_archived BIGINT;
ALTER TABLE repositories ADD COLUMN unpulled_waste BIGINT;
ALTER TABLE repositories ADD COLUMN unpulled_waste_bytes BIGINT;
ALTER TABLE repositories ADD COLUMN unpulled_waste_archived BIGINT;
ALTER TABLE repositories ADD COLUMN policyless_waste BIGINT;
ALTER TABLE repositories ADD COLUMN policyless_waste_bytes BIGINT;
ALTER TABLE repositories ADD COLUMN policyless_waste_archived BIGINT;
-- Whose it probably is, where nobody looks after it in Git; the evidence a sentence a line.
ALTER TABLE repositories ADD COLUMN guess_team TEXT;
ALTER TABLE repositories ADD COLUMN guess_confidence TEXT;
ALTER TABLE repositories ADD COLUMN guess_evidence TEXT;

-- How far judging has come: the changes that it has seen, the last day of a round through all, and the rules of that round.
INSERT INTO counters (name, value) VALUES ('judged_changes', 0), ('judged_day', 0), ('judged_rules', 0);

CREATE INDEX requests_created ON requests (created);
