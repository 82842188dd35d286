-- What seats send: the lines of their journals, to the letter, and the witness of each. A journal
-- is a call's, under its id, or a seat's register. Nothing here is ever changed by a login:
-- lines come in by desk.receive alone, under the name of the login and the time of the server.
SET LOCAL ROLE guide_owner;

-- Stays when the words of a call are erased. A journal that was written anew goes on from
-- an earlier number with other hashes: both are here.
CREATE TABLE desk.witness (
    journal text NOT NULL CHECK (length(journal) BETWEEN 1 AND 40),
    seat text NOT NULL,
    n integer NOT NULL CHECK (n > 0),
    hash text NOT NULL CHECK (length(hash) = 64),
    at timestamptz NOT NULL,
    PRIMARY KEY (seat, journal, n, hash)
);

CREATE TABLE desk.event (
    journal text NOT NULL,
    seat text NOT NULL,
    n integer NOT NULL,
    hash text NOT NULL,
    line text NOT NULL CHECK (length(line) <= 4000000),
    PRIMARY KEY (seat, journal, n, hash)
);

ALTER TABLE desk.witness ENABLE ROW LEVEL SECURITY;
ALTER TABLE desk.event ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.witness, desk.event TO guide_agent;
CREATE POLICY own ON desk.witness FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY own ON desk.event FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.witness FOR SELECT TO guide_supervisor USING (true);
CREATE POLICY every ON desk.event FOR SELECT TO guide_supervisor USING (true);

-- Takes the lines of a journal that follow number `after`, whose hash is `prev`; says how many of
-- them were new. Each line must be as it was sealed, and follow the one before it.
CREATE FUNCTION desk.receive(journal text, after integer, prev text, sealed text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    lines text[] := string_to_array(sealed, E'\n');
    hashes text[];
    fresh integer;
BEGIN
    IF NOT (after = 0 AND prev = repeat('0', 64)) AND NOT EXISTS (
        SELECT FROM desk.witness AS w
        WHERE w.journal = receive.journal AND w.seat = session_user
            AND w.n = after AND w.hash = prev
    ) THEN
        RAISE EXCEPTION 'nothing is known here of what comes before' USING ERRCODE = 'GD001';
    END IF;
    -- A line ends with ,"prev":"…","hash":"…"}: the hash is of what stands before it.
    SELECT array_agg(encode(sha256(convert_to(left(line, -75), 'UTF8')), 'hex') ORDER BY nth)
    INTO hashes FROM unnest(lines) WITH ORDINALITY AS sent (line, nth);
    IF EXISTS (
        SELECT FROM unnest(lines, hashes, prev || hashes[:cardinality(hashes) - 1])
            AS sent (line, hash, before)
        WHERE right(line, 149) <> format(',"prev":"%s","hash":"%s"}', before, hash)
    ) THEN
        RAISE EXCEPTION 'these lines are not as they were sealed' USING ERRCODE = 'GD002';
    END IF;
    WITH sent AS (
        SELECT after + nth::integer AS n, hash, line
        FROM unnest(lines, hashes) WITH ORDINALITY AS sent (line, hash, nth)
    ), new AS (
        INSERT INTO desk.witness
        SELECT receive.journal, session_user, n, hash, clock_timestamp() FROM sent
        ON CONFLICT DO NOTHING RETURNING witness.n, witness.hash
    ), kept AS (
        INSERT INTO desk.event
        SELECT receive.journal, session_user, n, hash, line FROM new JOIN sent USING (n, hash)
        RETURNING 1
    )
    SELECT count(*) INTO fresh FROM kept;
    RETURN fresh;
END $$;
REVOKE ALL ON FUNCTION desk.receive FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.receive TO guide_agent;
