-- What takes something back names the one deed that it takes back: of two who take back the same, the
-- second takes back nothing, where it took back what had been done before that. And what was done
-- at a seat that the desk did not hear from goes before what somebody else decided after it.
SET LOCAL ROLE guide_owner;

ALTER TABLE desk.deed
    ADD COLUMN of bigint CONSTRAINT bounds_of CHECK (of > 0),
    ADD COLUMN before bigint CONSTRAINT bounds_before CHECK (before > 0);
GRANT INSERT (of, before) ON desk.deed TO guide_agent;

-- As in 0015-bound-deeds.sql, and what it takes back and goes before, where it does either.
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
    ] || CASE WHEN coalesce(deed.of, deed.before) IS NULL THEN '{}'
        ELSE ARRAY[coalesce(deed.of::text, ''), coalesce(deed.before::text, '')]
    END) WITH ORDINALITY AS told (said, nth);
$$;

-- What counts of the deeds about a promise, in the order in which they count: as far as whoever asks
-- may read them. What was corrected of its number is corrected back, and not taken back.
CREATE FUNCTION desk.standing(call text, seat text, n integer) RETURNS SETOF desk.deed
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.* FROM desk.deed AS d
    WHERE (d.call, d.seat, d.n) = (standing.call, standing.seat, standing.n)
        AND d.kind NOT IN ('taken-back', 'number-corrected')
        AND NOT EXISTS (
            SELECT FROM desk.deed AS b
            WHERE (b.call, b.seat, b.n) = (d.call, d.seat, d.n) AND b.of = d.id
        )
    ORDER BY coalesce(d.before, d.id), d.before IS NULL, d.id;
$$;
REVOKE ALL ON FUNCTION desk.standing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.standing TO guide_agent;

-- At a board that is taken back which was done last, and that is opened again which was closed so;
-- of a seat, what its line says is taken back, where it stands.
-- After refuse_closed, which has the promise to itself.
CREATE FUNCTION desk.refuse_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    those bigint[];
BEGIN
    IF NEW.before IS NOT NULL AND (
        NEW.hash = '' OR NEW.kind NOT IN ('moved', 'passed-on') OR NOT EXISTS (
            SELECT FROM desk.deed AS d
            WHERE (d.id, d.call, d.seat, d.n) = (NEW.before, NEW.call, NEW.seat, NEW.n)
        )
    ) OR NEW.of IS NOT NULL AND NEW.kind NOT IN ('taken-back', 'reopened') THEN
        RAISE EXCEPTION 'that goes before nothing, or takes nothing back' USING ERRCODE = 'GD004';
    ELSIF NEW.kind NOT IN ('taken-back', 'reopened') OR NOT EXISTS (
        SELECT FROM desk.promise AS p
        WHERE (p.call, p.seat, p.n) = (NEW.call, NEW.seat, NEW.n)
    ) THEN
        RETURN NEW;
    ELSIF NEW.kind = 'reopened' THEN
        IF NEW.of <> (
            SELECT d.id FROM desk.deed AS d
            WHERE (d.call, d.seat, d.n) = (NEW.call, NEW.seat, NEW.n)
                AND d.kind IN ('done', 'refused', 'void', 'reopened') ORDER BY d.id DESC LIMIT 1
        ) THEN
            RAISE EXCEPTION 'that is not how it was closed last' USING ERRCODE = 'GD005';
        END IF;
        RETURN NEW;
    END IF;
    SELECT array_agg(s.id ORDER BY s.ordinality DESC) INTO those
    FROM desk.standing(NEW.call, NEW.seat, NEW.n) WITH ORDINALITY AS s;
    -- Versions before 0.13 name nothing.
    NEW.of := coalesce(NEW.of, those[1]);
    IF NEW.hash = '' AND NEW.of IS DISTINCT FROM those[1] THEN
        RAISE EXCEPTION 'that is not what was done last' USING ERRCODE = 'GD005';
    ELSIF NOT coalesce(NEW.of = ANY(those), false) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION desk.refuse_gone FROM PUBLIC;
CREATE TRIGGER refuse_gone BEFORE INSERT ON desk.deed
    FOR EACH ROW EXECUTE FUNCTION desk.refuse_gone();

CREATE OR REPLACE FUNCTION desk.follow_deed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved timestamptz;
BEGIN
    SELECT s.until INTO moved
    FROM desk.standing(NEW.call, NEW.seat, NEW.n) WITH ORDINALITY AS s
    WHERE s.kind = 'moved' ORDER BY s.ordinality DESC LIMIT 1;
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

-- What was taken back before this was laid is what stood last then.
DO $$
DECLARE
    deed desk.deed;
    last desk.deed;
    those bigint[] := '{}';
    fits boolean;
BEGIN
    FOR deed IN SELECT d.* FROM desk.deed AS d
        WHERE d.kind <> 'number-corrected' AND EXISTS (
            SELECT FROM desk.deed AS b
            WHERE (b.call, b.seat, b.n) = (d.call, d.seat, d.n) AND b.kind = 'taken-back'
        ) ORDER BY d.call, d.seat, d.n, d.id
    LOOP
        IF (deed.call, deed.seat, deed.n) IS DISTINCT FROM (last.call, last.seat, last.n) THEN
            those := '{}';
        END IF;
        last := deed;
        IF deed.kind <> 'taken-back' THEN
            those := deed.id || those;
        ELSIF cardinality(those) > 0 THEN
            fits := deed.bound = desk.deed_hash(deed);
            deed.of := those[1];
            those := those[2:];
            UPDATE desk.deed AS d SET of = deed.of,
                bound = CASE WHEN fits THEN desk.deed_hash(deed) ELSE d.bound END
            WHERE d.id = deed.id;
        END IF;
    END LOOP;
END $$;
