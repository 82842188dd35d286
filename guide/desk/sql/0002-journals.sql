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
    PRIMARY KEY (journal, seat, n, hash)
);
CREATE INDEX ON desk.witness (seat, journal, n);

CREATE TABLE desk.event (
    journal text NOT NULL,
    seat text NOT NULL,
    n integer NOT NULL,
    hash text NOT NULL,
    line text NOT NULL CHECK (length(line) <= 4000000),
    PRIMARY KEY (journal, seat, n, hash),
    FOREIGN KEY (journal, seat, n, hash) REFERENCES desk.witness
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
CREATE FUNCTION desk.receive(journal text, after integer, prev text, lines text[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    line text;
    opened text;
    hash text;
    n integer := after;
    fresh integer := 0;
    now timestamptz := clock_timestamp();
BEGIN
    IF NOT (after = 0 AND prev = repeat('0', 64)) AND NOT EXISTS (
        SELECT FROM desk.witness AS w
        WHERE w.journal = journal AND w.seat = session_user AND w.n = after AND w.hash = prev
    ) THEN
        RAISE EXCEPTION 'nothing is known here of what comes before' USING ERRCODE = 'GD001';
    END IF;
    FOREACH line IN ARRAY lines LOOP
        n := n + 1;
        opened := left(line, -75);
        hash := encode(sha256(convert_to(opened, 'UTF8')), 'hex');
        IF right(line, 75) <> ',"hash":"' || hash || '"}'
            OR right(opened, 74) <> ',"prev":"' || prev || '"'
        THEN
            RAISE EXCEPTION 'line % is not as it was sealed', n USING ERRCODE = 'GD002';
        END IF;
        INSERT INTO desk.witness VALUES (journal, session_user, n, hash, now)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            INSERT INTO desk.event VALUES (journal, session_user, n, hash, line);
            fresh := fresh + 1;
        END IF;
        prev := hash;
    END LOOP;
    RETURN fresh;
END $$;
REVOKE ALL ON FUNCTION desk.receive FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.receive TO guide_agent;
