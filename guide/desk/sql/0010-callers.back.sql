SET LOCAL ROLE guide_owner;
DROP TRIGGER erase_caller ON desk.tombstone;
DROP FUNCTION desk.erase_caller, desk.known;
DROP INDEX desk.promise_by_number;
DROP FUNCTION desk.normal;
DROP TABLE desk.caller;
CREATE OR REPLACE FUNCTION desk.follow_deed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    deed record;
    standing integer := 0;
    kinds text[] := '{}';
    untils timestamptz[] := '{}';
    moved timestamptz;
BEGIN
    FOR deed IN SELECT d.kind, d.until FROM desk.deed AS d
        WHERE d.call = NEW.call AND d.seat = NEW.seat AND d.n = NEW.n ORDER BY d.id
    LOOP
        IF deed.kind = 'taken-back' THEN
            standing := greatest(standing - 1, 0);
        ELSE
            standing := standing + 1;
            kinds[standing] := deed.kind;
            untils[standing] := deed.until;
        END IF;
    END LOOP;
    FOR place IN 1..standing LOOP
        IF kinds[place] = 'moved' THEN
            moved := untils[place];
        END IF;
    END LOOP;
    UPDATE desk.promise AS p
    SET owed_until = coalesce(moved, p.until),
        closed = CASE
            WHEN NEW.kind IN ('done', 'refused', 'void') THEN true
            WHEN NEW.kind = 'reopened' THEN false
            ELSE p.closed END
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n;
    PERFORM pg_notify('desk_promise', NEW.call);
    RETURN NULL;
END $$;
DROP INDEX desk.deed_by_time;
DELETE FROM desk.deed WHERE kind = 'number-corrected';
ALTER TABLE desk.deed
    DROP COLUMN number,
    DROP CONSTRAINT deed_kind_check,
    ADD CONSTRAINT deed_kind_check CHECK (kind IN (
        'claimed', 'tried', 'moved', 'passed-on', 'taken-back', 'done', 'refused', 'void', 'reopened'
    ));
