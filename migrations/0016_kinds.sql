-- Beside new repositories there are changes of those that are there: one of each kind at a time is on its way.
CREATE UNIQUE INDEX requests_at_work ON requests (account, region, name, kind) WHERE is_open AND kind <> 'create';
