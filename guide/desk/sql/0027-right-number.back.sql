SET LOCAL ROLE guide_owner;
CREATE OR REPLACE FUNCTION desk.amend() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE desk.promise AS p
    SET caller = NEW.caller, number = NEW.number, words = NEW.words, until = NEW.until,
        owed_until = CASE WHEN p.owed_until IS NOT DISTINCT FROM p.until
            THEN NEW.until ELSE p.owed_until END
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n;
    PERFORM pg_notify('desk_promise', NEW.call);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION desk.refuse_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last desk.deed;
BEGIN
    PERFORM FROM desk.promise AS p
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n FOR UPDATE;
    SELECT * INTO last FROM desk.deed AS d
    WHERE d.call = NEW.call AND d.seat = NEW.seat AND d.n = NEW.n
        AND d.kind IN ('done', 'refused', 'void', 'reopened')
    ORDER BY d.id DESC LIMIT 1;
    IF last.kind <> 'reopened' AND NEW.kind <> 'reopened' THEN
        RAISE EXCEPTION 'closed by % at %', last."by", last.at USING ERRCODE = 'GD003';
    END IF;
    RETURN NEW;
END $$;
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
        ELSIF deed.kind <> 'number-corrected' THEN
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
        number = CASE WHEN NEW.kind = 'number-corrected' THEN NEW.number ELSE p.number END,
        closed = CASE
            WHEN NEW.kind IN ('done', 'refused', 'void') THEN true
            WHEN NEW.kind = 'reopened' THEN false
            ELSE p.closed END
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n;
    PERFORM pg_notify('desk_promise', NEW.call);
    RETURN NULL;
END $$;
DROP FUNCTION desk.is_done_with_other;
