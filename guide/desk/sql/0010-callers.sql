-- One truth for all seats: what became of a promise, the right number of it, and what is known of a
-- number, whichever agent took the call.
SET LOCAL ROLE guide_owner;

-- A seat asks what others did about its promises since it asked last.
CREATE INDEX deed_by_time ON desk.deed (seat, at);

-- That the number of a promise was wrong: the right one.
ALTER TABLE desk.deed
    DROP CONSTRAINT deed_kind_check,
    ADD CONSTRAINT deed_kind_check CHECK (kind IN (
        'claimed', 'tried', 'moved', 'passed-on', 'taken-back', 'done', 'refused', 'void',
        'reopened', 'number-corrected'
    )),
    ADD COLUMN number text NOT NULL DEFAULT '' CHECK (length(number) <= 10000);
GRANT INSERT (number) ON desk.deed TO guide_agent;

-- As in 0008-board.sql, and a number that was corrected is the right one. It is corrected back, and
-- not taken back.
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

-- The number that a call came from, and what is told of it, by now: the newest row of a call counts.
CREATE TABLE desk.caller (
    call text NOT NULL,
    seat text NOT NULL DEFAULT session_user,
    event integer NOT NULL,
    hash text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    number text NOT NULL CHECK (length(number) <= 100),
    began timestamptz NOT NULL,
    warnings integer NOT NULL DEFAULT 0 CHECK (warnings BETWEEN 0 AND 10000),
    PRIMARY KEY (call, seat, event, hash),
    FOREIGN KEY (call, seat, event, hash) REFERENCES desk.witness (journal, seat, n, hash)
);
CREATE INDEX caller_by_number ON desk.caller (number);
ALTER TABLE desk.caller ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.caller TO guide_agent;
GRANT INSERT (call, event, hash, number, began, warnings) ON desk.caller TO guide_agent;
CREATE POLICY own ON desk.caller FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.caller FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY telling ON desk.caller FOR INSERT TO guide_agent WITH CHECK (seat = session_user);

-- A number as seats compare it: + and its country's digits, without an extension.
CREATE FUNCTION desk.normal(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN digits = '' THEN ''
        WHEN bare ~ '^(\+|011)' THEN '+' || regexp_replace(digits, '^011', '')
        WHEN length(digits) = 10 THEN '+1' || digits
        ELSE '+' || digits
    END
    FROM (SELECT regexp_replace(regexp_replace(
        typed, '(,|;|#|\mext(ension)?\M\.?|\mx)\s*[0-9]{1,7}\s*$', '', 'i'
    ), '(\(0\)|[^0-9+])', '', 'g') AS bare) AS stripped,
    LATERAL (SELECT regexp_replace(bare, '[^0-9]', '', 'g') AS digits) AS numbers;
$$;
CREATE INDEX promise_by_number ON desk.promise (desk.normal(number));

-- What is known of a number from the calls of all other agents: how often, when last, how many
-- warnings and open promises, and whether it asked not to be called. No word of a call, and nobody's
-- name: so much every agent may know of whoever is on the line.
CREATE FUNCTION desk.known(
    number text, OUT calls bigint, OUT last timestamptz, OUT warnings bigint, OUT owed bigint,
    OUT listed boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH those AS (
        SELECT DISTINCT c.call, c.seat FROM desk.caller AS c
        WHERE c.number = known.number AND c.seat <> session_user
    ), newest AS (
        SELECT DISTINCT ON (c.call, c.seat) c.number, c.began, c.warnings
        FROM desk.caller AS c JOIN those USING (call, seat)
        ORDER BY c.call, c.seat, c.event DESC, c.at DESC
    ), promised AS (
        SELECT p.kind, p.closed, closing.kind AS how FROM desk.promise AS p
        LEFT JOIN LATERAL (
            SELECT d.kind FROM desk.deed AS d
            WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n)
                AND d.kind IN ('done', 'refused', 'void') ORDER BY d.id DESC LIMIT 1
        ) AS closing ON p.closed
        WHERE desk.normal(p.number) = known.number AND p.seat <> session_user
    )
    SELECT count(*), max(n.began), coalesce(sum(n.warnings), 0)::bigint,
        (SELECT count(*) FROM promised WHERE kind <> 'do-not-call' AND NOT closed),
        EXISTS (
            SELECT FROM promised WHERE kind = 'do-not-call'
                AND (NOT closed OR coalesce(how, '') NOT IN ('refused', 'void'))
        )
    FROM newest AS n WHERE n.number = known.number;
$$;
REVOKE ALL ON FUNCTION desk.known, desk.normal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.known, desk.normal TO guide_agent;

-- It is erased with its call.
CREATE FUNCTION desk.erase_caller() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM desk.caller AS c WHERE c.call = NEW.call AND c.seat = NEW.seat;
    RETURN NULL;
END $$;
CREATE TRIGGER erase_caller AFTER UPDATE ON desk.tombstone
    FOR EACH ROW EXECUTE FUNCTION desk.erase_caller();
REVOKE ALL ON FUNCTION desk.erase_caller FROM PUBLIC;
