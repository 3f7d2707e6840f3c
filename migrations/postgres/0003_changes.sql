-- Transactions commit in another order than they begin: a row bears the transaction that wrote it, and a reader goes back to
-- the oldest one that was still running when it last looked.

CREATE FUNCTION repositories_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO repositories_gone (id, changed)
        VALUES (OLD.id, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT))
        ON CONFLICT (id) DO UPDATE SET changed = excluded.changed;
        RETURN OLD;
    END IF;
    NEW.changed := CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT);
    RETURN NEW;
END
$$;

CREATE TRIGGER repositories_changed BEFORE INSERT OR UPDATE OR DELETE ON repositories
    FOR EACH ROW EXECUTE FUNCTION repositories_note_change();

-- The copy in memory is searched instead.
DROP INDEX IF EXISTS repositories_search;
