-- Erasing what a call says, which an agent asks for and a supervisor does. What stays is who
-- asked, who did it, when by the server's clock, why, and the witness: how long the journal was.
SET LOCAL ROLE guide_owner;

CREATE TABLE desk.tombstone (
    call text NOT NULL,
    seat text NOT NULL,
    why text NOT NULL CHECK (length(why) <= 10000),
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    erased_by text,
    erased_at timestamptz,
    PRIMARY KEY (call, seat)
);
ALTER TABLE desk.tombstone ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON desk.tombstone TO guide_agent;
CREATE POLICY own ON desk.tombstone FOR SELECT TO guide_agent USING (seat = session_user);
CREATE POLICY every ON desk.tombstone FOR SELECT TO guide_supervisor USING (true);

-- Asks that one of one's own calls be erased. A call that never came here needs no tombstone.
CREATE FUNCTION desk.forget(call text, why text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO desk.tombstone
    SELECT forget.call, session_user, forget.why, session_user, clock_timestamp()
    WHERE EXISTS (
        SELECT FROM desk.witness AS w WHERE w.journal = forget.call AND w.seat = session_user
    )
    ON CONFLICT DO NOTHING;
$$;

-- Erases what was asked to be erased; gives the calls.
CREATE FUNCTION desk.erase() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stone desk.tombstone;
BEGIN
    FOR stone IN SELECT * FROM desk.tombstone WHERE erased_at IS NULL FOR UPDATE LOOP
        DELETE FROM desk.event AS e WHERE e.journal = stone.call AND e.seat = stone.seat;
        -- What was done about its promises stands in the register of that seat.
        DELETE FROM desk.event AS e
        WHERE e.seat = stone.seat AND starts_with(e.journal, 'register-')
            AND position(format('"call":"%s"', stone.call) IN e.line) > 0;
        DELETE FROM desk.ask AS a WHERE a.call = stone.call AND a.seat = stone.seat;
        -- A number that must not be called stays one, as on the computer of the call.
        DELETE FROM desk.deed AS d WHERE d.call = stone.call AND d.seat = stone.seat;
        UPDATE desk.promise AS p SET caller = '', words = ''
        WHERE p.call = stone.call AND p.seat = stone.seat AND p.kind = 'do-not-call';
        DELETE FROM desk.promise AS p
        WHERE p.call = stone.call AND p.seat = stone.seat AND p.kind <> 'do-not-call';
        UPDATE desk.tombstone AS t SET erased_by = session_user, erased_at = clock_timestamp()
        WHERE t.call = stone.call AND t.seat = stone.seat;
        RETURN NEXT stone.call;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION desk.forget, desk.erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.forget TO guide_agent;
GRANT EXECUTE ON FUNCTION desk.erase TO guide_supervisor;
