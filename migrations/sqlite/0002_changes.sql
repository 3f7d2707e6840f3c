-- There is one writer at a time: a count tells what came after what.

CREATE TRIGGER repositories_inserted AFTER INSERT ON repositories BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'changes';
    UPDATE repositories SET changed = (SELECT value FROM counters WHERE name = 'changes') WHERE id = new.id;
    DELETE FROM repositories_gone WHERE id = new.id;
END;

CREATE TRIGGER repositories_updated AFTER UPDATE ON repositories WHEN old.changed = new.changed BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'changes';
    UPDATE repositories SET changed = (SELECT value FROM counters WHERE name = 'changes') WHERE id = new.id;
END;

CREATE TRIGGER repositories_deleted AFTER DELETE ON repositories BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'changes';
    INSERT INTO repositories_gone (id, changed)
    VALUES (old.id, (SELECT value FROM counters WHERE name = 'changes'))
    ON CONFLICT (id) DO UPDATE SET changed = excluded.changed;
END;

-- The copy in memory is searched instead.
DROP TRIGGER repositories_search_insert;
DROP TRIGGER repositories_search_delete;
DROP TRIGGER repositories_search_update;
DROP TABLE repositories_search;
