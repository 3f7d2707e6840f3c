-- What people search requests by, without the rest of their wide rows. PostgreSQL has trigrams for it.
CREATE INDEX requests_search ON requests (number, search);
