-- What a supervisor denied can be settled, once, with a reason: after its call the name cannot be
-- corrected any more. That it was denied stays.
SET LOCAL ROLE guide_owner;

ALTER TABLE desk.countersign
    ADD COLUMN again boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT settled_why CHECK (NOT again OR (state = 'countersigned' AND reason <> ''));
DROP INDEX desk.countersigned_once;
CREATE UNIQUE INDEX countersigned_once ON desk.countersign (voiced, again);
CREATE INDEX denied_by_voiced ON desk.countersign (voiced) WHERE state = 'denied';
GRANT INSERT (again) ON desk.countersign TO guide_supervisor;

CREATE FUNCTION desk.refuse_undenied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM desk.countersign AS c WHERE c.voiced = NEW.voiced AND c.state = 'denied'
    ) THEN
        RAISE EXCEPTION 'nobody has denied that' USING ERRCODE = 'GD004';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION desk.refuse_undenied FROM PUBLIC;
CREATE TRIGGER settle_denied AFTER INSERT ON desk.countersign
    FOR EACH ROW WHEN (NEW.again) EXECUTE FUNCTION desk.refuse_undenied();
