-- The audit record is appended to, and that is all.

CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit record is never changed, and nothing is deleted from it';
END
$$;

CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_refuses();
CREATE TRIGGER audit_untruncated BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();

CREATE FUNCTION audit_appends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> COALESCE((SELECT MAX(number) FROM audit), 0) + 1 THEN
        RAISE EXCEPTION 'the audit record is appended to, one number after the other';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_appended BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_appends();

CREATE FUNCTION audit_head_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.number < OLD.number THEN
        RAISE EXCEPTION 'the audit record keeps its head and never gets shorter';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_head_forward BEFORE UPDATE OR DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_head_moves();
CREATE TRIGGER audit_head_untruncated BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();
