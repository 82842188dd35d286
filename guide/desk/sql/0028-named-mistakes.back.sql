SET LOCAL ROLE guide_owner;
DROP TRIGGER refuse_gone ON desk.deed;
DROP FUNCTION desk.refuse_gone;
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
            WHEN NEW.kind = 'number-corrected'
                THEN p.closed AND NOT desk.is_done_with_other(p, NEW.number)
            ELSE p.closed END
    WHERE p.call = NEW.call AND p.seat = NEW.seat AND p.n = NEW.n;
    PERFORM pg_notify('desk_promise', NEW.call);
    RETURN NULL;
END $$;
DROP FUNCTION desk.standing;
DO $$
DECLARE
    deed desk.deed;
    fits boolean;
BEGIN
    FOR deed IN SELECT d.* FROM desk.deed AS d WHERE coalesce(d.of, d.before) IS NOT NULL LOOP
        fits := deed.bound = desk.deed_hash(deed);
        deed.of := NULL;
        deed.before := NULL;
        UPDATE desk.deed AS d SET of = NULL, before = NULL,
            bound = CASE WHEN fits THEN desk.deed_hash(deed) ELSE d.bound END
        WHERE d.id = deed.id;
    END LOOP;
END $$;
CREATE OR REPLACE FUNCTION desk.deed_hash(deed desk.deed) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(string_agg(
        format('%s:%s,', octet_length(convert_to(said, 'UTF8')), said), '' ORDER BY nth
    ), 'UTF8')), 'hex')
    FROM unnest(ARRAY[
        deed.id::text, deed.call, deed.seat, deed.n::text, deed."by",
        trunc(extract(epoch FROM deed.at) * 1000000)::text, deed.kind, deed.to_whom,
        coalesce(trunc(extract(epoch FROM deed.until) * 1000000)::text, ''), deed.note,
        deed.hash, deed.number
    ]) WITH ORDINALITY AS told (said, nth);
$$;
ALTER TABLE desk.deed DROP COLUMN of, DROP COLUMN before;
