-- The audit record is appended to, and that is all.

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit record is never changed');
END;

CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'nothing is deleted from the audit record');
END;

-- INSERT OR REPLACE would delete without a word.
CREATE TRIGGER audit_appended BEFORE INSERT ON audit
WHEN new.number <> COALESCE((SELECT MAX(number) FROM audit), 0) + 1 BEGIN
    SELECT RAISE(ABORT, 'the audit record is appended to, one number after the other');
END;

CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN new.number < old.number BEGIN
    SELECT RAISE(ABORT, 'the audit record never gets shorter');
END;

CREATE TRIGGER audit_head_undeleted BEFORE DELETE ON audit_head BEGIN
    SELECT RAISE(ABORT, 'the audit record keeps its head');
END;
