-- Of a call that is erased nothing stays but the tombstone, the witness and a number that must not
-- be called: not on which computer it was kept, either; and nothing of it comes again, from a copy.
SET LOCAL ROLE guide_owner;

CREATE FUNCTION desk.erase_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM desk.kept AS k WHERE k.journal = NEW.call AND k.seat = NEW.seat;
    RETURN NULL;
END $$;
CREATE TRIGGER erase_kept AFTER UPDATE ON desk.tombstone
    FOR EACH ROW EXECUTE FUNCTION desk.erase_kept();
DELETE FROM desk.kept AS k USING desk.tombstone AS t
WHERE (t.call, t.seat) = (k.journal, k.seat) AND t.erased_at IS NOT NULL;

CREATE FUNCTION desk.stay_erased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    of_call text;
BEGIN
    IF TG_TABLE_NAME IN ('event', 'kept') THEN
        of_call := NEW.journal;
    ELSE
        of_call := NEW.call;
    END IF;
    IF EXISTS (
        SELECT FROM desk.tombstone AS t
        WHERE (t.call, t.seat) = (of_call, NEW.seat) AND t.erased_at IS NOT NULL
    ) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.event
    FOR EACH ROW EXECUTE FUNCTION desk.stay_erased();
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.kept
    FOR EACH ROW EXECUTE FUNCTION desk.stay_erased();
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.promise
    FOR EACH ROW EXECUTE FUNCTION desk.stay_erased();
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.amended
    FOR EACH ROW EXECUTE FUNCTION desk.stay_erased();
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.ask
    FOR EACH ROW EXECUTE FUNCTION desk.stay_erased();
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.voiced
    FOR EACH ROW EXECUTE FUNCTION desk.stay_erased();
CREATE TRIGGER stay_erased BEFORE INSERT ON desk.caller
    FOR EACH ROW EXECUTE FUNCTION desk.stay_erased();
REVOKE ALL ON FUNCTION desk.erase_kept, desk.stay_erased FROM PUBLIC;
