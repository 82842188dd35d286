-- Who is here: the last heartbeat of each seat and board. Everybody may know.
SET LOCAL ROLE guide_owner;

CREATE TABLE desk.presence (
    login text NOT NULL,
    place text NOT NULL CHECK (place IN ('seat', 'board')),
    at timestamptz NOT NULL,
    PRIMARY KEY (login, place)
);
GRANT SELECT ON desk.presence TO guide_agent;

CREATE FUNCTION desk.here(place text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF here.place = 'board' AND NOT pg_has_role(session_user, 'guide_supervisor', 'MEMBER') THEN
        RAISE EXCEPTION 'the board is for supervisors' USING ERRCODE = '42501';
    END IF;
    INSERT INTO desk.presence VALUES (session_user, here.place, clock_timestamp())
    ON CONFLICT (login, place) DO UPDATE SET at = excluded.at;
END $$;
REVOKE ALL ON FUNCTION desk.here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION desk.here TO guide_agent;
