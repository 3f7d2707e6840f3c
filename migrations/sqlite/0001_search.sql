-- Trigrams find a piece of a name without reading every row. The index holds no text of its own.

CREATE VIRTUAL TABLE repositories_search USING fts5 (
    search, content = 'repositories', content_rowid = 'id', tokenize = 'trigram'
);

CREATE TRIGGER repositories_search_insert AFTER INSERT ON repositories BEGIN
    INSERT INTO repositories_search (rowid, search) VALUES (new.id, new.search);
END;

CREATE TRIGGER repositories_search_delete AFTER DELETE ON repositories BEGIN
    INSERT INTO repositories_search (repositories_search, rowid, search) VALUES ('delete', old.id, old.search);
END;

CREATE TRIGGER repositories_search_update AFTER UPDATE ON repositories WHEN old.search IS NOT new.search BEGIN
    INSERT INTO repositories_search (repositories_search, rowid, search) VALUES ('delete', old.id, old.search);
    INSERT INTO repositories_search (rowid, search) VALUES (new.id, new.search);
END;

INSERT INTO repositories_search (repositories_search) VALUES ('rebuild');
