-- A pull request's number is found whatever its repository.
CREATE INDEX requests_pull_request_number ON requests (pr_number, number) WHERE pr_number IS NOT NULL;
